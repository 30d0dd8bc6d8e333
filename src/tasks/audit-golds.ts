import { type Grade, mapConcurrently, type Problem, type Split } from "../mdp/index.ts";
import type { Grading } from "./datasets/data-set.ts";
import { gradingOf, openTask, splitsOf, type TaskSurroundings } from "./open-task.ts";
import type { TaskConfig } from "./task-schema.ts";

/** A gold answer that does not grade itself correct. */
export interface GoldFault extends Grade {
  readonly split: Split;
  readonly id: string;
  readonly gold: string;
}

/** The result of auditing a task's golds. */
export interface GoldAudit {
  readonly task: string;
  readonly golds: number;
  /** Golds that no response could be made up from, such as a countdown's without a worked solution. */
  readonly notAudited: number;
  readonly faults: readonly GoldFault[];
  /** Such as rows that were left out for having no gold. */
  readonly notes: readonly string[];
}

/**
 * Gives each gold answer of a task as a response and grades it: what is not correct is a fault of the grader or of the data.
 *
 * @throws ConfigError if the task's problems cannot be read
 */
export async function auditGolds(config: TaskConfig, surroundings: TaskSurroundings = {}): Promise<GoldAudit> {
  const notes: string[] = [];
  const task = await openTask(config, { ...surroundings, note: (text) => notes.push(text) });
  const grading = await gradingOf(config);
  const golds = splitsOf(config).flatMap((split) => task.problems(split).map((problem) => ({ split, problem })));
  const grades = await mapConcurrently(golds, grading.concurrency ?? 1, ({ problem }) => gradeGold(grading, problem));
  const faults = golds.flatMap(({ split, problem }, i): GoldFault[] => {
    const graded = grades[i];
    if (graded === undefined || graded.outcome === "correct") return [];
    return [{ split, id: problem.id, gold: problem.answer, ...graded }];
  });
  const notAudited = grades.filter((graded) => graded === undefined).length;
  return { task: task.name, golds: golds.length, notAudited, faults, notes };
}

async function gradeGold(grading: Grading, problem: Problem): Promise<Grade | undefined> {
  const response = grading.goldResponse(problem);
  return response === undefined ? undefined : grading.grade(problem, response);
}
