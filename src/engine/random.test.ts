import { expect, test } from "vitest";
import { createRng, normalPair } from "./random.ts";

const draws = (seed: number, count: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, rng);
};
const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

test("the same seed gives the same numbers, another seed others", () => {
  expect(draws(7, 50)).toEqual(draws(7, 50));
  expect(draws(7, 50)).not.toEqual(draws(8, 50));
});

test("numbers are uniform in [0, 1)", () => {
  const numbers = draws(1, 100_000);
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
  expect(mean(numbers)).toBeCloseTo(1 / 2, 2);
  expect(mean(numbers.map((x) => (x - 1 / 2) ** 2))).toBeCloseTo(1 / 12, 2);
});

test("pairs are normal with mean 0, variance 1 and kurtosis 3, and independent", () => {
  const rng = createRng(2);
  const pairs = Array.from({ length: 50_000 }, () => normalPair(rng));
  const numbers = pairs.flat();
  expect(mean(numbers)).toBeCloseTo(0, 1);
  expect(mean(numbers.map((x) => x ** 2))).toBeCloseTo(1, 1);
  expect(mean(numbers.map((x) => x ** 4)) / 3).toBeCloseTo(1, 1);
  expect(mean(pairs.map(([a, b]) => a * b))).toBeCloseTo(0, 1);
});
