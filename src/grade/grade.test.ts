import { expect, test } from "vitest";
import { equivalent, grade } from "./index.ts";

test("the four outcomes", () => {
  expect(grade({ gold: "1,234", prediction: "#### 1234" }).outcome).toBe("correct");
  expect(grade({ gold: "18", prediction: "so \\boxed{19}" })).toMatchObject({ outcome: "wrong", answer: "19" });
  expect(grade({ gold: "18", prediction: "" })).toMatchObject({ outcome: "noAnswer", answer: null });
});

test("numbers are compared exactly, whatever their notation", () => {
  for (const [a, b] of [
    ["1/2", "0.5"],
    ["\\frac{3}{4}", "0.75"],
    ["1\\frac12", "1.5"],
    ["\\$1,000", "1000"],
    ["10 apples", "10"],
    ["-3", "-3.0"],
    ["1.5e3", "1500"],
  ] as const) {
    expect([a, b, equivalent(a, b)]).toEqual([a, b, "equal"]);
  }
  expect(equivalent("5.001", "5")).toBe("different");
  expect(equivalent("-3", "3")).toBe("different");
});

test("an equation whose left side is what was asked answers with its right side", () => {
  expect(grade({ gold: "5", prediction: "\\boxed{a+b=5}" }).outcome).toBe("correct");
  expect(grade({ gold: "5", prediction: "\\boxed{a+b=5}", mode: "strict" }).outcome).not.toBe("correct");
  expect(grade({ gold: "x^2+y^2=13", prediction: "\\boxed{13}" }).outcome).not.toBe("correct");
});

test("a share counts as its percentage where the problem may have asked for one, and never in strict mode", () => {
  const graded = (problem: string) => grade({ gold: "75", prediction: "\\boxed{0.75}", problem }).outcome;
  expect(graded("What percent of 100 is 75?")).toBe("correct");
  expect(graded("What is 20% of 375?")).toBe("wrong");
  expect(graded("How many apples are left?")).toBe("wrong");
  expect(grade({ gold: "75", prediction: "\\boxed{0.75}" }).outcome).toBe("correct");
  expect(grade({ gold: "75", prediction: "\\boxed{0.75}", mode: "strict" }).outcome).toBe("wrong");
  expect(equivalent("75", "0.75")).toBe("different");
  expect(grade({ gold: "100", prediction: "\\boxed{1}" }).outcome).toBe("wrong");
});

test("an answer that cannot be decided is an error, not wrong", () => {
  expect(grade({ gold: "9^{9^{9^9}}", prediction: "\\boxed{9^{9^{9^8}}+1}" }).outcome).toBe("error");
});
