import { expect, test } from "vitest";
import type { Problem } from "../../mdp/index.ts";
import { wordProblems } from "./word-problems.ts";

const task = wordProblems({ level: "medium", counts: { train: 5, validation: 3, test: 2 }, seed: 1 });
const problem: Problem = { id: "x", question: "?", answer: "56" };
const outcome = async (text: string) => (await task.grade(problem, text)).outcome;

test("a split has the number of problems that was asked for, the same ones each time", () => {
  expect((["train", "validation", "test"] as const).map((split) => task.problems(split).length)).toEqual([5, 3, 2]);
  expect(task.problems("train")).toBe(task.problems("train"));
});

test("a problem's own solution is right; another answer is wrong; a text without #### has no answer", async () => {
  for (const known of task.problems("train")) {
    expect((await task.grade(known, known.solution ?? "")).outcome).toBe("correct");
  }
  expect(await outcome("48+27=75\n75-19=56\n#### 56")).toBe("correct");
  expect(await outcome("48+27=75\n75-19=57\n#### 57")).toBe("wrong");
  expect(await outcome("48+27=75\n75-19=56")).toBe("noAnswer");
});

test("the prompt is the question and nothing else", () => {
  expect(task.prompt(problem)).toEqual([{ role: "user", content: "?" }]);
});

test("56 and 56.0 are one vote, 56 and 65 are two", () => {
  expect(task.isSameAnswer("56", "56.0")).toBe(true);
  expect(task.isSameAnswer("56", "65")).toBe(false);
});
