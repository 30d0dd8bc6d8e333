import { expect, test } from "vitest";
import { minus, verdictOf } from "./claims.ts";

test("a claim holds, fails or stays open as its interval lies above, below or across 0", () => {
  expect(verdictOf({ value: 0.02, low: 0.01, high: 0.03 })).toBe("**held**");
  expect(verdictOf({ value: -0.02, low: -0.03, high: -0.01 })).toBe("**not held**");
  expect(verdictOf({ value: 0.02, low: -0.01, high: 0.05 })).toBe("not distinguishable from none");
});

test("that there is no gain holds unless one can be told", () => {
  expect(verdictOf({ value: 0.02, low: -0.01, high: 0.05 }, true)).toContain("**held**");
  expect(verdictOf({ value: 0.02, low: 0.01, high: 0.03 }, true)).toBe("**not held**");
});

test("half the width of a difference, by hand: 0.03 and 0.04 make 0.05", () => {
  const difference = minus({ value: 0.5, low: 0.47, high: 0.53 }, { value: 0.4, low: 0.36, high: 0.44 });
  expect(difference?.value).toBeCloseTo(0.1);
  expect(difference?.low).toBeCloseTo(0.05);
  expect(difference?.high).toBeCloseTo(0.15);
});
