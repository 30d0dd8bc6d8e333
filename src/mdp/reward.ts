import type { Grade } from "./attempt.ts";

/** Rewards by outcome, beside 1 for a right answer and 0 for a wrong one. */
export interface Rewards {
  /** For a response in which no answer can be parsed (authors' GSM8K code: -1; default 0). */
  readonly noAnswer: number;
}

/** The reward of a graded attempt, in [-1, 1], or undefined where the grader could not decide (I4). */
export function rewardOf(grade: Grade, rewards: Rewards): number | undefined {
  switch (grade.outcome) {
    case "correct":
      return 1;
    case "wrong":
      return 0;
    case "noAnswer":
      return rewards.noAnswer;
    case "error":
      return undefined;
  }
}
