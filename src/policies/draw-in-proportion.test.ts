import { expect, test } from "vitest";
import { createRng } from "../mdp/index.ts";
import { drawInProportion } from "./draw-in-proportion.ts";

const countOf = (drawn: readonly number[], item: number): number => drawn.filter((one) => one === item).length;

test("as many are drawn as there are, each as often as it weighs, rounded down or up, in order", () => {
  const weights = [2.5, 0.25, 0, 1.25]; // mean 1
  for (let seed = 0; seed < 50; seed++) {
    const drawn = drawInProportion([0, 1, 2, 3], (i) => weights[i] ?? 0, createRng(seed));
    expect(drawn).toHaveLength(4);
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
    for (const [i, weight] of weights.entries()) {
      expect(countOf(drawn, i)).toBeGreaterThanOrEqual(Math.floor(weight));
      expect(countOf(drawn, i)).toBeLessThanOrEqual(Math.ceil(weight));
    }
  }
});

test("over many seeds the mean count is the weight", () => {
  const seeds = 4000;
  const light = Array.from({ length: seeds }, (_, seed) =>
    countOf(
      drawInProportion([0, 1], (i) => (i === 0 ? 1.7 : 0.3), createRng(seed)),
      1,
    ),
  );
  expect(light.reduce((a, b) => a + b, 0) / seeds).toBeCloseTo(0.3, 1);
});

test("items that alternate, as attempts and better attempts do, are drawn in proportion in every draw", () => {
  const items = Array.from({ length: 400 }, (_, i) => i);
  for (let seed = 0; seed < 20; seed++) {
    const drawn = drawInProportion(items, (i) => (i % 2 === 0 ? 9 : 1), createRng(seed));
    const odd = drawn.filter((i) => i % 2 === 1).length;
    expect(odd).toBeGreaterThan(20); // 40 expected
    expect(odd).toBeLessThan(60);
  }
});
