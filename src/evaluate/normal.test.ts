import { expect, test } from "vitest";
import { twoSided } from "./normal.ts";

test("the two-sided tails of the normal distribution are the tables'", () => {
  // Python: math.erfc(z / math.sqrt(2))
  for (const [z, p] of [
    [0, 1],
    [0.5, 0.6170750774519738],
    [1.959963984540054, 0.05],
    [2.5758293035489004, 0.01],
    [2.9, 0.003731626600768077],
    [6, 1.9731752900754024e-9],
    [10, 1.5239706048321186e-23],
  ] as const) {
    expect(twoSided(z) / p).toBeCloseTo(1, 9);
    expect(twoSided(-z)).toBe(twoSided(z));
  }
  expect(twoSided(Infinity)).toBe(0);
});
