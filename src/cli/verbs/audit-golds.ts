import type { Grade, Problem, Split } from "../../mdp/index.ts";
import {
  gradingOf,
  openTask,
  splitsOf,
  type Grading,
  type TaskConfig,
  type TaskSurroundings,
} from "../../tasks/index.ts";

/** A gold answer that does not grade itself correct. */
export interface GoldFault extends Grade {
  readonly split: Split;
  readonly id: string;
  readonly gold: string;
}

/** What an audit of a task's golds found. */
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
  const grading = gradingOf(config);
  const faults: GoldFault[] = [];
  let [golds, notAudited] = [0, 0];
  for (const split of splitsOf(config)) {
    for (const problem of task.problems(split)) {
      golds++;
      const graded = await gradeGold(grading, problem);
      if (graded === undefined) notAudited++;
      else if (graded.outcome !== "correct") faults.push({ split, id: problem.id, gold: problem.answer, ...graded });
    }
  }
  return { task: task.name, golds, notAudited, faults, notes };
}

async function gradeGold(grading: Grading, problem: Problem): Promise<Grade | undefined> {
  const response = grading.goldResponse(problem);
  return response === undefined ? undefined : grading.grade(problem, response);
}
