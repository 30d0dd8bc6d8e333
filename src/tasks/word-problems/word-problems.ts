import type { Problem, Split, Task } from "../../mdp/index.ts";
import { isSameAnswer, textGrader } from "../text-grader.ts";
import { drawProblems } from "./draw-problems.ts";
import type { LevelName } from "./level.ts";

/** Which word problems a run works on. */
export interface WordProblemsOptions {
  readonly level: LevelName;
  /** Problems of each split. */
  readonly counts: Readonly<Record<Split, number>>;
  readonly seed: number;
}

/**
 * The built-in task: generated grade-school word problems in plain English, solved one calculation a line and ended by
 * `#### answer`. The splits cannot overlap, whatever the seeds (see splitOf).
 */
export function wordProblems({ level, counts, seed }: WordProblemsOptions): Task {
  const drawn = new Map<Split, readonly Problem[]>();
  const problems = (split: Split): readonly Problem[] => {
    const known = drawn.get(split) ?? drawProblems({ level, split, count: counts[split], seed });
    drawn.set(split, known);
    return known;
  };
  return {
    name: `word-problems/${level}`,
    problems,
    prompt: ({ question }) => [{ role: "user", content: question }],
    grade: textGrader({ style: "hashes", mode: "strict" }),
    isSameAnswer,
  };
}
