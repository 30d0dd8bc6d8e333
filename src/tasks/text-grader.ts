import { equivalent, type ExtractOptions, grade } from "../grade/index.ts";
import type { Task } from "../mdp/index.ts";

/** A task's grading by the attempt's text and the gold answer, looking for the answer as told. */
export function textGrader(options: ExtractOptions): Task["grade"] {
  return async (problem, text) => grade({ gold: problem.answer, prediction: text, ...options });
}

/** Two answers are one vote where the grader finds them equal; doubt is a difference. */
export function isSameAnswer(a: string, b: string): boolean {
  return equivalent(a, b) === "equal";
}
