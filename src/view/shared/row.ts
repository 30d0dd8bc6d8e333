/** What the page and its server say to each other. These files know neither Node nor a browser: both run them. */

import type { Difficulty } from "../../mdp/index.ts";

/** A turn in one letter: right, wrong, no answer, undecided by the grader, not graded yet; upper case where the improver took it. */
export type TurnLetter = "c" | "w" | "n" | "e" | "." | "C" | "W" | "N" | "E";

/** A step of a run that made rollouts. */
export interface Stage {
  /** "evaluate/base", or "collect/1" of iteration 1. */
  readonly name: string;
  readonly kind: "training" | "evaluation";
  /** The iteration that collected or trained; 0 for the starting model. */
  readonly iteration: number;
  /** How it is told: "Evaluation of base", "Iteration 1, training". */
  readonly label: string;
  /** Whether it is still sampling: then its rollouts are not graded yet. */
  readonly isLive: boolean;
}

/** A problem as lists show it. */
export interface ProblemBrief {
  readonly id: string;
  /** Empty where the run alone does not tell it. */
  readonly question: string;
  /** The gold answer; empty likewise. */
  readonly gold: string;
  /** How many of the base's first attempts at it were right, of how many. */
  base?: { readonly right: number; readonly of: number };
  /** What follows from it, as a report's strata have it. */
  difficulty?: Difficulty;
}

/** A rollout in a list. */
export interface Row {
  /** Unique in the run, and the same after a reload: "1/train-17/0", "evaluate/base/0/test-3". */
  readonly id: string;
  readonly stage: Stage;
  readonly problem: ProblemBrief;
  /** The sample or the seed, counted from 0, or "greedy"; a branch says where it leaves its trunk. */
  readonly sample: string;
  /** Each turn's {@link TurnLetter}. */
  readonly turns: string;
  /** How often the wrong answer stands there that stands there most often. */
  readonly sameWrong: number;
  readonly isTruncated: boolean;
  /** The last answer that was read; null where there is none or it is not known here. */
  readonly answer: string | null;
  readonly generatedTokens: number;
  /** Who took the improver's turns, where there are any. */
  readonly improver: Improver | null;
}

/** Who improves: a stronger model, the model itself as the best of several, or the data set's own solutions. */
export type Improver = "teacher" | "self" | "solutions";
