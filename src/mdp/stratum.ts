import type { Estimate } from "./metrics.ts";

/** How hard a problem is: how often the starting model's parallel samples solve it. */
export type Difficulty = "never" | "up to half" | "over half";

/**
 * The difficulty of a problem.
 *
 * @param right of the starting model's samples that could be graded
 * @param of how many there were; without any it is not known
 */
export function difficultyOf(right: number, of: number): Difficulty | undefined {
  if (of === 0) return undefined;
  return right === 0 ? "never" : 2 * right <= of ? "up to half" : "over half";
}

/** The last model's answers to problems of one difficulty. */
export interface Stratum {
  readonly difficulty: Difficulty;
  readonly problems: number;
  /** Right at turn 1. */
  readonly first: Estimate;
  /** Right at the last turn. */
  readonly last: Estimate;
  /** last - first, paired over the problems. */
  readonly gain: Estimate;
}
