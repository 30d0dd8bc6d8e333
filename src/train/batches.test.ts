import * as fc from "fast-check";
import { expect, test } from "vitest";
import { batchesOf } from "./batches.ts";

const rowsOf = (sizes: readonly number[]) =>
  sizes.flatMap((size, t) => Array.from({ length: size }, (_, i) => ({ trajectory: `t${t}`, id: `t${t}#${i}` })));

test("every row is in exactly one batch, a trajectory in one batch side by side, and no batch is too large", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 5 }),
      (sizes, batchExamples, epoch) => {
        const rows = rowsOf(sizes);
        const batches = batchesOf(rows, batchExamples, epoch, 0);
        expect(
          batches
            .flat()
            .map(({ id }) => id)
            .toSorted(),
        ).toEqual(rows.map(({ id }) => id).toSorted());
        for (const batch of batches) {
          const trajectories = batch.map(({ trajectory }) => trajectory);
          const runs = trajectories.filter((trajectory, i) => trajectory !== trajectories[i - 1]);
          expect(new Set(runs).size).toBe(runs.length);
          expect(batch.length <= batchExamples || runs.length === 1).toBe(true);
        }
        const homes = batches.flatMap((batch) => [...new Set(batch.map(({ trajectory }) => trajectory))]);
        expect(homes).toHaveLength(sizes.length);
      },
    ),
  );
});

test("each epoch has its own order, and the seed gives it again", () => {
  const order = (epoch: number, seed: number): string =>
    batchesOf(rowsOf(Array.from({ length: 20 }, () => 1)), 5, epoch, seed)
      .flat()
      .map(({ id }) => id)
      .join();
  expect(order(0, 1)).toBe(order(0, 1));
  expect(new Set([order(0, 1), order(1, 1), order(0, 2)]).size).toBe(3);
});
