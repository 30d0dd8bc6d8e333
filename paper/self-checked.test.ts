import { expect, test } from "vitest";
import { claimsSuccess, selfChecked } from "./self-checked.ts";

test("an attempt claims success by its own check, not by a sum that comes to the target", () => {
  expect(claimsSuccess("3+13=16\n16 is 16.\n#### 3, 13")).toBe(true);
  expect(claimsSuccess("12+2=14\n14 is not 15.\n#### 12, 2")).toBe(false);
  expect(claimsSuccess("22 is 24.\n#### 22")).toBe(false); // a claim that contradicts itself
  expect(claimsSuccess("#### 3, 13")).toBe(false);
});

test("the first sample that claims success is taken, else the first", () => {
  const texts = (...all: string[]) => all.map((text) => ({ text }));
  expect(selfChecked(texts("1 is not 2.", "2 is 2.", "2 is 2."))).toBe(1);
  expect(selfChecked(texts("1 is not 2.", "3 is not 2."))).toBe(0);
});
