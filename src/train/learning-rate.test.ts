import { expect, test } from "vitest";
import { learningRateFactor } from "./learning-rate.ts";

test("100 steps with a warm-up of 0.04: four steps up, then half a cosine", () => {
  const factors = [0, 1, 2, 3, 4, 52, 99].map((step) => learningRateFactor(step, 100, 0.04));
  expect(factors.slice(0, 4)).toEqual([0.25, 0.5, 0.75, 1]);
  expect(factors[4]).toBe(1);
  expect(factors[5]).toBeCloseTo(0.5); // half of the 96 steps left
  expect(factors[6]).toBeCloseTo(Math.sin(Math.PI / 2 / 96) ** 2); // (1 + cos(pi - x)) / 2 = sin(x / 2)^2, x = pi / 96
});

test("no step is wasted: every factor is above 0, also without warm-up and with a single step", () => {
  for (const [steps, share] of [
    [1, 0.04],
    [1, 0],
    [7, 0],
    [50, 0.99],
  ] as const) {
    for (let step = 0; step < steps; step++) {
      const factor = learningRateFactor(step, steps, share);
      expect(factor).toBeGreaterThan(0);
      expect(factor).toBeLessThanOrEqual(1);
    }
  }
});

test("with a final share of 0.25 the cosine goes from the peak to a quarter of it", () => {
  expect(learningRateFactor(4, 100, 0.04, 0.25)).toBe(1);
  expect(learningRateFactor(52, 100, 0.04, 0.25)).toBeCloseTo(0.625); // half way: 0.25 + 0.75 / 2
  expect(learningRateFactor(99, 100, 0.04, 0.25)).toBeCloseTo(0.25, 3);
});
