import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { initialise } from "../model/index.ts";
import type { Trainer, WeightedRow } from "./index.ts";
import { createTrainer } from "./index.ts";
import { layOut } from "./batch.ts";
import { pack, packCheaply } from "./pack.ts";

const weights = wildWeights(tinyConfig, 5);
const newTrainer = (options: { tokensPerBatch?: number } = {}): Trainer =>
  createTrainer(tinyConfig, weights, { threads: 2, ...options });

/** Rows over few tokens, so that many begin alike and some are the beginning of others. */
const anyRow = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(0, 0.5, 2)), { minLength: 2, maxLength: 12 })
  .filter((steps) => steps.slice(1).some(([, weight]) => weight !== 0))
  .map((steps) => ({
    tokens: steps.map(([token]) => token),
    weights: steps.map(([, weight], i) => (i === 0 ? 0 : weight)),
  }));
const anyRows = fc
  .array(anyRow, { minLength: 1, maxLength: 8 })
  .map((rows) => rows.map((row, i): WeightedRow => ({ id: `${i}`, ...row })));

async function passes(trainer: Trainer, groups: readonly (readonly WeightedRow[])[]) {
  trainer.zeroGradients();
  let loss = 0;
  for (const rows of groups) loss += (await trainer.forwardBackward(rows)).loss;
  const gradients = [...trainer.gradients.values()].flatMap((gradient) => [...gradient]);
  return { loss, gradients };
}

describe("packing", () => {
  test("rows packed together, merged where they begin alike, give the loss and gradients of separate rows", async () => {
    const trainer = newTrainer();
    const law = fc.asyncProperty(anyRows, async (rows) => {
      const apart = await passes(
        trainer,
        rows.map((row) => [row]),
      );
      const together = await passes(trainer, [rows]);
      expect(together.loss).toBeCloseTo(apart.loss, 3);
      expect(relativeError(together.gradients, apart.gradients)).toBeLessThan(1e-4);
    });
    await fc.assert(law, { numRuns: 30 });
    await trainer.release();
  });

  test("it does not matter how many batches the rows are spread over", async () => {
    const tokens = Array.from({ length: 50 }, (_, i) => (i * i + 3) % 11);
    const rows = tokens.map((first, i) => {
      const own = [first, i % 11, ...tokens.slice(0, 40)];
      return { id: `${i}`, tokens: own, weights: own.map((_, i) => (i === 0 ? 0 : 0.1)) };
    });
    const [one, many] = [newTrainer({ tokensPerBatch: 100_000 }), newTrainer({ tokensPerBatch: 1 })];
    const whole = await passes(one, [rows]);
    const split = await passes(many, [rows]);
    expect(split.loss).toBeCloseTo(whole.loss, 2);
    expect(relativeError(split.gradients, whole.gradients)).toBeLessThan(1e-5);
    await one.release();
    await many.release();
  });

  test("no tree outgrows its row, every row is found again, and each token is predicted by its own history", () => {
    const law = fc.property(anyRows, (rows) => {
      const { steps, trees, paths } = packCheaply(rows, { hiddenSize: 64, tokensPerBatch: 128, sharers: 2 });
      for (const tree of trees) expect(tree.steps).toBeLessThanOrEqual(steps);
      for (const [i, { tokens }] of rows.entries()) expect(paths[i]?.map(({ token }) => token)).toEqual(tokens);
      const weightGiven = rows.flatMap((row) => row.weights).reduce((a, b) => a + b);
      const weightFed = trees.flatMap((tree) => [...layOut([tree], steps, 3).targetWeights]);
      expect(weightFed.reduce((a, b) => a + b)).toBeCloseTo(weightGiven);
    });
    fc.assert(law);
  });

  test("turns of one trajectory take the room of the last turn alone", () => {
    const tokens = [5, 6, 7, 8, 9, 10];
    const turns = [3, 4, 6].map((length) => ({
      id: `${length}`,
      tokens: tokens.slice(0, length),
      weights: tokens.slice(0, length).map((_, i) => (i === length - 1 ? 1 : 0)),
    }));
    const { trees } = pack(turns, 64);
    expect(trees.map((tree) => tree.steps)).toEqual([5]); // the last token is predicted only
    const { tokens: read, positions, visibleUntil, targetPlaces } = layOut(trees, 6, 11);
    expect([...read]).toEqual([5n, 6n, 7n, 8n, 9n, 0n]);
    expect([...positions]).toEqual([0n, 1n, 2n, 3n, 4n, 0n]);
    expect([...visibleUntil]).toEqual([5n, 5n, 5n, 5n, 5n, 6n]); // the unused sixth step sees and is seen by itself
    expect([...targetPlaces]).toEqual([7n, 11n + 8n, 22n + 10n]); // row of logits * 11 + token
  });
});

describe("determinism", () => {
  test("same weights, rows and threads give the same bytes, a resumed optimiser included", async () => {
    const rows: WeightedRow[] = [
      { id: "a", tokens: [1, 2, 3, 4, 5], weights: [0, 0, 1, 1, 1] },
      { id: "b", tokens: [1, 2, 6, 7, 8, 9], weights: [0, 0, 1, 0, 0.5, 1] },
    ];
    const options = { learningRate: 0.01, weightDecay: 0.1 };
    const run = async (resumeAfter: number) => {
      const own = wildWeights(tinyConfig, 5);
      let trainer = createTrainer(tinyConfig, own, { threads: 2 });
      for (let step = 0; step < 6; step++) {
        if (step === resumeAfter) {
          const optimizer = trainer.optimizerState();
          await trainer.release();
          trainer = createTrainer(tinyConfig, own, { threads: 2, optimizer });
        }
        await trainer.forwardBackward(rows);
        trainer.optimStep(options);
      }
      await trainer.release();
      return own;
    };
    const straight = await run(-1);
    const resumed = await run(3);
    for (const [name, elements] of straight) expect(resumed.get(name)).toEqual(elements);
  });

  test.each([
    ["a plain model", {}],
    ["biases", { queryKeyValueBias: true, attentionOutputBias: true, mlpBias: true }],
    ["norms of heads and a window", { queryKeyNorm: true, window: { tokens: 30, layers: [1] } }],
  ])(
    "any number of threads and recomputation give the same bytes, in products large enough to be shared out: %s",
    async (_, parts) => {
      const config = {
        ...tinyConfig,
        ...parts,
        hiddenSize: 128,
        headDim: 32,
        intermediateSize: 256,
        vocabSize: 600,
        maxPositions: 256,
      };
      const tokens = Array.from({ length: 200 }, (_, i) => (i * i * 7) % 600);
      const row = { id: "row", tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 0.01)) };
      const trained = async (threads: number, checkpointing: boolean) => {
        const own = initialise(config, 1);
        const trainer = createTrainer(config, own, { threads, checkpointing });
        for (let step = 0; step < 2; step++) {
          await trainer.forwardBackward([row]);
          trainer.optimStep({ learningRate: 0.01 });
        }
        await trainer.release();
        return own;
      };
      const want = await trained(1, false);
      expect(await trained(2, false)).toEqual(want);
      expect(await trained(3, true)).toEqual(want);
    },
  );
});
