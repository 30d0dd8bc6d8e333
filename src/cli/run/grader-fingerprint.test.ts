import { expect, test } from "vitest";
import type { Grading } from "../../tasks/index.ts";
import { graderFingerprint } from "./grader-fingerprint.ts";

const problems = [{ id: "1", question: "What is 3 + 4?", answer: "7" }];
const strict: Grading = {
  grade: async ({ answer }, text) => ({ outcome: text === answer ? "correct" : "wrong", answer: text, reason: "" }),
  isSameAnswer: (a, b) => a === b,
  goldResponse: ({ answer }) => answer,
};

test("a task's own grader that grades otherwise has another fingerprint, the same grader the same one", async () => {
  const lenient: Grading = {
    ...strict,
    grade: async ({ answer }, text) => ({
      outcome: text.includes(answer) ? "correct" : "wrong",
      answer: text,
      reason: "",
    }),
  };
  const [first, again, other] = await Promise.all(
    [strict, strict, lenient].map((it) => graderFingerprint(it, problems)),
  );
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test("a grader that runs programs is asked about a text without one alone", async () => {
  const asked: string[] = [];
  const grade: Grading["grade"] = async (_, text) => {
    asked.push(text);
    return { outcome: "noAnswer", answer: null, reason: "" };
  };
  await graderFingerprint({ ...strict, grade, concurrency: 2 }, problems);
  expect(asked).toEqual(["No answer."]);
});
