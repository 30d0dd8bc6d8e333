import { expect, test } from "vitest";
import { calculationsOf } from "./calculations.ts";

const rightOf = (text: string) => calculationsOf(text).map(({ isRight }) => isRight);

test("calculations are found in lines and in sentences, and worked out by each operator", () => {
  expect(rightOf("12*3=36\n36+4=41\n9-7=2\n84/4=21")).toEqual([true, false, true, true]);
  expect(rightOf("She pays 3 x 4 = 12 dollars, then 7 ÷ 2 = 3.5 and 2×2=5.")).toEqual([true, true, false]);
  expect(rightOf("4-9=-5")).toEqual([true]);
});

test("what is no calculation with two operands is left aside", () => {
  expect(rightOf("Try 7.\n45 is not 48.\n#### 7")).toEqual([]);
  expect(rightOf("1+2+3=6, (4)+1=5, x=3")).toEqual([]); // a part of a longer one says nothing about it
});
