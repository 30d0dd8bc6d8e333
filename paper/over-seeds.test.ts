import { expect, test } from "vitest";
import { overSeeds } from "./over-seeds.ts";

test("one seed keeps its interval's width; seeds that agree do not narrow it", () => {
  const one = { value: 0.5, low: 0.47, high: 0.53 };
  for (const seeds of [[one], [one, one, one]]) {
    const { value, low, high } = overSeeds(seeds);
    expect(value).toBeCloseTo(0.5);
    expect(high - low).toBeCloseTo(0.06);
  }
});

test("seeds that differ widen it, by hand: 0.4 and 0.6 have a variance of 0.02, their mean's is 0.01", () => {
  const exact = (value: number) => ({ value, low: value, high: value });
  const { value, high } = overSeeds([exact(0.4), exact(0.6)]);
  expect(value).toBeCloseTo(0.5);
  expect(high - value).toBeCloseTo(1.959964 * Math.sqrt(0.01));
});
