import { describe, expect, test } from "vitest";
import { createRng, type Problem, type Split, type Task } from "../../mdp/index.ts";
import { generatedNames } from "../generated-tasks.ts";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";
import type { GeneratedTask } from "./generated-task.ts";

const counts = { train: 400, validation: 60, test: 60 };
const open = async (name: string, level: string, seed = 3): Promise<GeneratedTask> => {
  const task = await openTask(taskSchema.parse({ name, level, seed, counts }));
  return task as GeneratedTask; // those named below are
};
const levels = ["easy", "medium", "hard", "expert"];
const splits: readonly Split[] = ["train", "validation", "test"];

/** The numbers of a question, which the words around them do not change. */
const numbersOf = ({ question, answer }: Problem): string =>
  `${Number.parseInt(answer, 10)}: ${(question.match(/\d+/g) ?? []).toSorted().join(" ")}`;

/** Works every line of an attempt out anew; the last but one must say whether the result is what was asked for. */
function checkByHand(text: string): { readonly saysRight: boolean } {
  for (const [, a, operator, b, result] of text.matchAll(/^(\d+)([-+*/])(\d+)=(\d+)$/gm)) {
    const [left, right] = [Number(a), Number(b)];
    const value = { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[operator ?? "+"];
    expect(value).toBe(Number(result));
  }
  const [, sum, not, wanted] = /^(\d+) is (not )?(\d+)\.$/m.exec(text) ?? [];
  expect(not === undefined).toBe(sum === wanted);
  return { saysRight: not === undefined };
}

describe.each(generatedNames.filter((name) => name !== "word-problems"))("%s", (name) => {
  test.each(levels)(
    "level %s: solutions and honest tries are calculated right, and say themselves whether they are",
    async (level) => {
      const task = await open(name, level);
      const rng = createRng(5);
      for (const problem of task.problems("train").slice(0, 200)) {
        expect(checkByHand(problem.solution ?? "").saysRight).toBe(true);
        const attempt = task.tryOut(problem, rng);
        const { saysRight } = checkByHand(attempt);
        expect((await task.grade(problem, attempt)).outcome).toBe(saysRight ? "correct" : "wrong");
      }
    },
  );

  test("no problem's numbers are in two splits, whatever the seeds; measured problems all differ in theirs", async () => {
    const owners = new Map<string, Split>();
    for (const seed of [1, 2]) {
      const task: Task = await open(name, "medium", seed);
      for (const split of splits) {
        const numbers = task.problems(split).map(numbersOf);
        for (const one of numbers) expect(owners.get(one) ?? split).toBe(split);
        for (const one of numbers) owners.set(one, split);
        if (split !== "train") expect(new Set(numbers).size).toBe(numbers.length);
      }
    }
  });

  test("an honest try is right now and then, and wrong more often", async () => {
    const task = await open(name, "medium");
    const rng = createRng(7);
    const outcomes = await Promise.all(
      task.problems("train").map(async (problem) => (await task.grade(problem, task.tryOut(problem, rng))).outcome),
    );
    const right = outcomes.filter((outcome) => outcome === "correct").length / outcomes.length;
    expect(right).toBeGreaterThan(0.05);
    expect(right).toBeLessThan(0.4);
  });

  test("without its check an attempt is the same but for one line, and graded the same", async () => {
    const task = await open(name, "medium");
    for (const problem of task.problems("test").slice(0, 20)) {
      const solution = problem.solution ?? "";
      const bare = task.withoutCheck?.(solution) ?? "";
      expect(bare.split("\n").length).toBe(solution.split("\n").length - 1);
      expect(bare).not.toMatch(/ is /);
      expect(await task.grade(problem, bare)).toEqual(await task.grade(problem, solution));
    }
  });
});

test("a level with too few problems is an error that names the count to lower", async () => {
  const task = await openTask(
    taskSchema.parse({ name: "guess-and-check", level: "easy", counts: { ...counts, test: 100_000 } }),
  );
  expect(() => task.problems("test")).toThrow(/lower task\.counts\.test or choose a harder level/);
});
