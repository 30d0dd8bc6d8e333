import { expect, test } from "vitest";
import { holm } from "./holm.ts";

test("Holm's adjusted p, by hand: the smallest times the number of tests, the next times one less, never falling", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  // sorted: 0.005 * 4, 0.01 * 3, 0.03 * 2, then 0.04 * 1 raised to the one before
  expect(adjusted.map((p) => p.toFixed(6))).toEqual(["0.030000", "0.060000", "0.060000", "0.020000"]);
});

test("one test stays as it is, none is none, and no p exceeds 1", () => {
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([])).toEqual([]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});
