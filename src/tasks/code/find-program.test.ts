import { expect, test } from "vitest";
import { codeGrading } from "./code-grading.ts";
import { findProgram } from "./find-program.ts";
import { processorMs } from "../../../test/processor-ms.ts";

test("a response without a block is a program where a line of it begins as one", () => {
  for (const [language, program] of [
    ["python", "\n  def f():\n    return 1"],
    ["javascript", "\n\n\texport async function f() {}"],
  ] as const) {
    expect(findProgram(program, { language })).toBe(program);
    expect(findProgram("It is defined by its class of words.", { language })).toBeUndefined();
  }
});

test("a model that says nothing but blanks is read in the time that its text is long", () => {
  const readAll = (): void => {
    for (const blank of ["\n", "\r", " ", "\t"]) {
      const text = `x${blank.repeat(200_000)}y`;
      for (const language of ["python", "javascript"] as const) expect(findProgram(text, { language })).toBeUndefined();
      expect(codeGrading().isSameAnswer(text, `${text} \t`)).toBe(true);
    }
  };
  expect(processorMs(readAll)).toBeLessThan(5000); // over a minute where each blank is tried as the first of its run
});
