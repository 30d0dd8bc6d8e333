import { beforeAll, describe, expect, test } from "vitest";
import type { Grade, Problem, Split, Task } from "../mdp/index.ts";

const strange = ["", " ", "no answer here", "#### ", "\\boxed{", "\u0000\u{1f600}", "x ".repeat(5000)];

/** Promises of a task beyond the port. */
export interface TaskPromises {
  /** The splits that it has; any other is refused. */
  readonly splits: readonly Split[];
  /** Problems carry a worked solution, which is graded correct. */
  readonly hasSolutions: boolean;
}

/** The laws of the Task port; every task's test runs them. A handful of problems is enough. */
export function describeTask(name: string, open: () => Promise<Task>, promises: TaskPromises): void {
  describe(`${name} keeps the laws of Task`, () => {
    const { splits } = promises;
    let task: Task;
    let problems: readonly Problem[];
    beforeAll(async () => {
      task = await open();
      problems = splits.flatMap((split) => task.problems(split)).slice(0, 20);
    });

    test("it has a name and problems, the same ones in the same order each time", () => {
      expect(task.name).not.toBe("");
      expect(problems.length).toBeGreaterThan(0);
      for (const split of splits) expect(task.problems(split)).toEqual(task.problems(split));
    });

    test("no two problems of any split share an id (I8)", () => {
      const ids = splits.flatMap((split) => task.problems(split).map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    });

    test("a prompt ends with the user's message, and neither answer nor solution is in it (I8)", () => {
      for (const problem of problems) {
        const hidden = { ...problem, answer: "the-gold-answer", solution: "the-worked-solution" };
        const chat = task.prompt(hidden);
        expect(chat.at(-1)?.role).toBe("user");
        expect(JSON.stringify(chat)).not.toMatch(/the-gold-answer|the-worked-solution/);
      }
    });

    test.runIf(promises.hasSolutions)("a worked solution is graded correct", async () => {
      for (const problem of problems) {
        expect({ id: problem.id, ...(await task.grade(problem, problem.solution ?? "")) }).toMatchObject({
          id: problem.id,
          outcome: "correct",
        });
      }
    });

    test("whatever a model writes is graded, the same each time, and none of it is right by its strangeness", async () => {
      for (const text of strange) {
        for (const problem of problems.slice(0, 2)) {
          const grade = await task.grade(problem, text);
          expect(["wrong", "noAnswer", "error"]).toContain(grade.outcome);
          expect(await task.grade(problem, text)).toEqual(grade);
          if (grade.outcome === "noAnswer") expect(grade.answer).toBeNull();
        }
      }
    });

    test("an answer is its own vote; the same vote goes both ways", async () => {
      const grades = await Promise.all(problems.map((problem) => task.grade(problem, problem.solution ?? "")));
      const answers = grades.map(({ answer }: Grade) => answer).filter((answer) => answer !== null);
      for (const a of answers) {
        expect(task.isSameAnswer(a, a)).toBe(true);
        for (const b of answers) expect(task.isSameAnswer(a, b)).toBe(task.isSameAnswer(b, a));
      }
    });

    test("the same attempt gets the same feedback", async () => {
      const [problem] = problems;
      if (task.feedback === undefined || problem === undefined) return;
      const grade = await task.grade(problem, "no answer here");
      const give = () => task.feedback?.(problem, "no answer here", grade, "k");
      expect(await give()).toEqual(await give());
    });
  });
}
