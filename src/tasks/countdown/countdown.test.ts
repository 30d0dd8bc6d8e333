import { assert, constantFrom, integer, letrec, oneof, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { countdownGrading } from "./countdown.ts";
import { readExpression } from "./expression.ts";
import { findExpression } from "./find-expression.ts";
import { processorMs } from "../../../test/processor-ms.ts";

/** A row of liumy2010/UFT's test file (Apache-2.0). */
const problem = {
  id: "1",
  question: "Using the numbers [47, 76, 55, 60], create an equation that equals 24.",
  answer: "24",
};
const outcomeOf = async (text: string): Promise<string> => (await countdownGrading.grade(problem, text)).outcome;

describe("an expression's value", () => {
  test.each([
    ["((76 - 47) + 55) - 60", 24n, 1n],
    ["2+3*4", 14n, 1n],
    ["10-4-3", 3n, 1n], // left to right
    ["8/4/2", 1n, 1n],
    ["-3*-(2-5)", -9n, 1n],
    ["1/3+1/6", 1n, 2n],
    ["\\frac{1}{2}\\times\\left(3\\div 4\\right)", 3n, 8n],
    ["3/\\dfrac{\\frac{1}{2}}{5}", 30n, 1n],
    ["[2 + 3] × 4 − 1", 19n, 1n],
  ])("of %s is %d/%d", (text, over, under) => {
    const read = readExpression(text);
    if ("fault" in read) throw new Error(read.fault);
    expect(read.value.over * under).toBe(over * read.value.under);
  });

  test.each([
    "",
    "2+",
    "2 3",
    "(2",
    "2)",
    "()",
    "2**3",
    "2^3",
    "x+1",
    "1.5*2",
    "4/(2-2)",
    "+",
    "2(3)",
    "-",
    "9".repeat(401),
  ])("of %j is refused", (text) => expect(readExpression(text)).toHaveProperty("fault"));

  test("nested or repeated 100,000 deep it ends at once, for it is too long", () => {
    const readAll = (): void => {
      for (const piece of ["(", "-", "\\frac{", "1+", "{", "9"]) readExpression(piece.repeat(100_000));
      for (const piece of ["(", "- ", "1+", "answer: ", "<answer>", "\\boxed{"]) findExpression(piece.repeat(100_000));
    };
    expect(processorMs(readAll)).toBeLessThan(5000);
  });
});

test.each([
  ["76 - 47 = 29\n29 + 55 = 84\n84 - 60 = 24\nTherefore, the final equation is ((76 - 47) + 55) - 60", "correct"],
  ["<answer>76-47+55-60</answer>", "correct"],
  ["<answer>76-47+55-60 = 24</answer>", "correct"],
  ["so \\boxed{(76-47)+(55-60)=24}", "correct"],
  ["The answer is: $55 + 76 - 60 - 47$.", "correct"],
  ["**Answer:** `24 = 55 + 76 - 60 - 47`", "correct"],
  ["I tried. 76-47+55-60", "correct"],
  ["<answer>60 - 36</answer>", "wrong"], // 36 is not given
  ["<answer>47 + 47 - 76 + 6</answer>", "wrong"], // 47 twice
  ["<answer>76 - 47</answer>", "wrong"], // 29
  ["<answer>24</answer>", "wrong"],
  ["<answer>76-47 = 29+55 = 84-60 = 24</answer>", "wrong"], // a chain is no expression that comes to 24
  ["<answer>1 if True else 24</answer>", "wrong"],
  ["I do not know.", "noAnswer"],
])("%j is %s", async (text, outcome) => expect(await outcomeOf(text)).toBe(outcome));

test("the reason says what is wrong", async () => {
  expect((await countdownGrading.grade(problem, "<answer>60-36</answer>")).reason).toContain("uses 36 more often");
  expect((await countdownGrading.grade(problem, "<answer>76-47</answer>")).reason).toBe("it comes to 29, not 24");
});

test("a gold bears its own numbers, or the question lists them; else the grader cannot tell", async () => {
  const graded = (answer: string) => countdownGrading.grade({ id: "1", question: "?", answer }, "3 * 8");
  expect((await graded("24 from 3, 8")).outcome).toBe("correct");
  expect((await graded("24 from 3, 9")).outcome).toBe("wrong");
  expect((await graded("24")).outcome).toBe("error");
});

/** An expression's text and its exact value, or undefined where it divides by zero. */
interface Built {
  readonly text: string;
  readonly value: { readonly over: bigint; readonly under: bigint } | undefined;
}

function combine([a, operator, b]: readonly [Built, string, Built]): Built {
  const text = `(${a.text} ${operator} ${b.text})`;
  if (a.value === undefined || b.value === undefined) return { text, value: undefined };
  const [{ over: p, under: q }, { over: r, under: s }] = [a.value, b.value];
  if (operator === "*") return { text, value: { over: p * r, under: q * s } };
  if (operator === "/") return { text, value: r === 0n ? undefined : { over: p * s, under: q * r } };
  return { text, value: { over: operator === "+" ? p * s + r * q : p * s - r * q, under: q * s } };
}

/** Random expressions, built together with their values: those come from no parser. */
const built = letrec<{ node: Built }>((tie) => ({
  node: oneof(
    { maxDepth: 4 },
    integer({ min: 0, max: 99 }).map((n): Built => ({ text: String(n), value: { over: BigInt(n), under: 1n } })),
    tuple(tie("node"), constantFrom("+", "-", "*", "/"), tie("node")).map(combine),
  ),
})).node;

test("any expression comes to the value that it was built with, and a division by zero to none", () => {
  assert(
    property(built, ({ text, value }) => {
      const read = readExpression(text);
      if (text.length > 400 || value === undefined) return "fault" in read;
      return !("fault" in read) && read.value.over * value.under === value.over * read.value.under;
    }),
  );
});
