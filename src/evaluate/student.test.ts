import { expect, test } from "vitest";
import { studentReach, studentTwoSided } from "./student.ts";

test("a 95% interval reaches as far as Student's table says", () => {
  for (const [degrees, reach] of [
    [1, 12.7062],
    [2, 4.302653],
    [5, 2.570582],
    [10, 2.228139],
    [30, 2.042272],
    [120, 1.97993],
    [Infinity, 1.959964],
  ] as const) {
    expect(studentReach(degrees)).toBeCloseTo(reach, 4);
    expect(studentTwoSided(reach, degrees)).toBeCloseTo(0.05, 6);
  }
});

test("with one degree of freedom it is Cauchy's distribution, with two it has a closed form", () => {
  for (const t of [0.1, 1, 3, 40]) {
    expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 10);
    expect(studentTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 10);
    expect(studentTwoSided(-t, 2)).toBe(studentTwoSided(t, 2));
  }
  expect(studentTwoSided(Infinity, 3)).toBe(0);
});
