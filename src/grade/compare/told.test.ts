import { expect, test } from "vitest";
import { grade } from "../grade.ts";

const outcome = (gold: string, prediction: string, problem = ""): string =>
  grade({ gold, prediction, problem }).outcome;

test("the one word of a pair of opposites that a gold sentence says is its answer, and the other is not", () => {
  expect(outcome("Any even number of guests", "even")).toBe("correct");
  expect(outcome("The series is always divergent.", "\\boxed{\\text{divergent}}")).toBe("correct");
  expect(outcome("Any even number of guests", "odd")).toBe("wrong");
  expect(outcome("The function $g(x)$ is not odd.", "odd")).not.toBe("correct");
  expect(outcome("f is even and increasing on its domain", "even")).not.toBe("correct");
  expect(outcome("The sum is even if n is odd", "even")).not.toBe("correct");
});

test("the one name that a gold sentence is about is its answer; a sentence of two names, or a denial, tells none", () => {
  expect(outcome("Marta will move first.", "Marta")).toBe("correct");
  expect(outcome("Marta will move first.", "Ivan")).not.toBe("correct");
  expect(outcome("Marta beats Ivan every time.", "Ivan")).not.toBe("correct");
  expect(outcome("Marta beats Ivan every time.", "Marta")).not.toBe("correct");
  expect(outcome("Marta cannot move first.", "Marta")).not.toBe("correct");
  expect(outcome("Marta has 5 coins left", "Marta")).not.toBe("correct");
});

test("of two that the problem offers, an answer that says the same as the gold is right", () => {
  const problem = "Which candle burns longer: one that is thin or one that is thick?";
  expect(outcome("A thick candle burns longer than its twin.", "thick", problem)).toBe("correct");
  expect(outcome("A thick candle burns longer than its twin.", "thin", problem)).not.toBe("correct");
  expect(outcome("A thick candle burns longer than its twin.", "thick or thin", problem)).not.toBe("correct");
  expect(outcome("A thick candle burns longer than its twin.", "thick")).not.toBe("correct");
});

test("a bound in words is a relation of the value to it", () => {
  expect(outcome("The product is greater than zero", "f(1) f(2) > 0")).toBe("correct");
  expect(outcome("The product is greater than zero", "f(1) f(2) < 0")).not.toBe("correct");
  expect(outcome("The product is greater than zero", "f(1) f(2) > 1")).not.toBe("correct");
});

test("the ends of an interval are free only where the problem asks where a function increases", () => {
  const problem = "Find the interval on which $f$ is increasing.";
  expect(outcome("[0, 2]", "(0, 2)", problem)).toBe("correct");
  expect(outcome("[0, 2]", "(0, 3)", problem)).toBe("wrong");
  expect(outcome("[0, 2]", "(0, 2)", "Solve the inequality.")).toBe("wrong");
  expect(grade({ gold: "[0, 2]", prediction: "\\boxed{(0, 2)}", problem, mode: "strict" }).outcome).toBe("wrong");
});

test("an expression answers a gold equation that is linear in the unknown it leaves out", () => {
  expect(outcome("xy = 8", "\\frac{8}{x}")).toBe("correct");
  expect(outcome("y - 2 = (x + 1)^2", "x^2 + 2x + 3")).toBe("correct");
  expect(outcome("r\\cos\\theta = 2", "2\\sec\\theta")).toBe("correct");
  expect(outcome("xy = 8", "\\frac{6}{x}")).toBe("wrong");
  expect(outcome("x^2 + y^2 = 4", "\\sqrt{4 - x^2}")).toBe("wrong");
});

test("an order of names may be a list in that order", () => {
  expect(outcome("c < a < b", "c, a, b")).toBe("correct");
  expect(outcome("c < a < b", "a, b, c")).toBe("wrong");
  expect(outcome("c < a < b", "\\{c, a, b\\}")).toBe("wrong");
});

test("a sum that dots shorten is the same from either end, and another where it ends elsewhere or leaves terms out", () => {
  expect(outcome("\\frac{x_1 + x_2 + \\cdots + x_n}{n}", "\\frac{1}{n}(x_n + x_{n-1} + \\ldots + x_1)")).toBe(
    "correct",
  );
  expect(outcome("x_1 + x_2 + \\cdots + x_n", "x_1 + \\dots + x_{m}")).toBe("wrong");
  expect(outcome("x_1 + x_2 + \\cdots + x_n", "x_1 + x_3 + \\cdots + x_n")).toBe("wrong");
  expect(outcome("x_1 x_2 \\cdots x_n", "x_1 + x_2 + \\cdots + x_n")).toBe("wrong");
});
