import { expect, test } from "vitest";
import { mdpSchema, type Message, type Policy, type Problem, type Task } from "../mdp/index.ts";
import { examine, type ExamineOptions } from "./examine.ts";

/** Problems whose answer is their number; an attempt says a number and whether it is right. */
const problems: readonly Problem[] = Array.from({ length: 40 }, (_, i) => ({
  id: `p${i}`,
  question: `Say ${i}.`,
  answer: String(i),
}));
const task: Task = {
  name: "say a number",
  problems: () => problems,
  prompt: ({ question }) => [{ role: "user", content: question }],
  grade: async ({ answer }, text) => {
    const said = /#### (\d+)$/.exec(text)?.[1] ?? null;
    if (said === null) return { outcome: "noAnswer", answer: null, reason: "" };
    return { outcome: said === answer ? "correct" : "wrong", answer: said, reason: "" };
  },
  isSameAnswer: (a, b) => a === b,
  withoutCheck: (text) => text.replace(/^It is .*\n/m, ""),
};
const options: ExamineOptions = {
  name: "scripted",
  mdp: { ...mdpSchema.parse({ introspection: "brief" }), attemptsInView: 1 },
  seed: 1,
};

/** Right at first on even problems. At a second turn it keeps an attempt that says that it is right, and answers right else. */
function policyOf(answer: (wanted: number, shown: string | undefined, isGreedy: boolean) => string): Policy {
  return {
    name: "scripted",
    digest: "0",
    concurrency: 4,
    sample: async ({ messages, n, temperature }) =>
      Array.from({ length: n }, () => ({
        text: answer(wantedIn(messages), messages[1]?.content, temperature === 0),
        stop: "endOfTurn" as const,
        usage: { generatedTokens: 1, readTokens: 1 },
      })),
    close: async () => {},
  };
}
const wantedIn = (messages: readonly Message[]): number => Number(/\d+/.exec(messages[0]?.content ?? "")?.[0]);
const say = (number: number, wanted: number): string =>
  `1+1=${number === wanted ? 2 : 3}\nIt is ${number === wanted ? "right" : "wrong"}.\n#### ${number}`;

const reader = policyOf((wanted, shown, isGreedy) => {
  if (shown === undefined) return say(wanted % 2 === 0 && !isGreedy ? wanted : wanted + 1, wanted);
  if (shown.includes("right")) return shown; // whatever it was the answer to
  return shown.includes("wrong") ? say(wanted, wanted) : say(99, wanted); // without a check it is lost
});

test("a model that reads its attempt is seen to: by hand, right on even problems, and each second answer follows its rule", async () => {
  const examination = await examine(reader, task, problems, options);
  const values = Object.fromEntries(
    Object.entries(examination).map(([name, figure]) => [name, typeof figure === "number" ? figure : figure.value]),
  );
  expect(values).toEqual({
    problems: 40,
    calculations: 0.5, // 1+1=3 where it is wrong
    sampled: 0.5,
    greedy: 0,
    keepsRight: 1,
    triesAnew: 1,
    mendsWrong: 1,
    freshRight: 0, // odd problems are wrong however often they are asked
    second: 1,
    secondAfterAnother: 0.5, // even problems see a wrong attempt and answer right, odd ones copy a right one of another
    secondUnchecked: 0,
    worthOfAttempt: 0.5,
    worthOfCheck: 1,
  });
});

test("a model that ignores its attempt gains nothing by it", async () => {
  const blind = policyOf((wanted) => say(wanted % 2 === 0 ? wanted : wanted + 1, wanted));
  const { worthOfAttempt, worthOfCheck, triesAnew, keepsRight } = await examine(blind, task, problems, options);
  expect(worthOfAttempt.value).toBe(0);
  expect(worthOfCheck?.value).toBe(0);
  expect(triesAnew.value).toBe(0);
  expect(keepsRight.value).toBe(1);
});

test("what the grader cannot decide is in no share", async () => {
  const undecided: Task = { ...task, grade: async () => ({ outcome: "error", answer: null, reason: "" }) };
  const { sampled, keepsRight } = await examine(reader, undecided, problems, options);
  expect([sampled, keepsRight]).toEqual([
    { value: 0, low: 0, high: 1 },
    { value: 0, low: 0, high: 1 },
  ]);
});
