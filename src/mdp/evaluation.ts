import type { Outcome } from "./attempt.ts";
import type { ModelScores } from "./metrics.ts";

/** One attempt as an evaluation counts it. */
export interface AttemptOutcome {
  readonly outcome: Outcome;
  /**
   * The equivalence class of its answer among all answers to this problem in this evaluation, or null where none was
   * found: equal numbers are the same vote.
   */
  readonly answerClass: number | null;
  readonly truncated: boolean;
  readonly generatedTokens: number;
  readonly readTokens: number;
}

/** One seed's outcomes on one problem. */
export interface SeedOutcomes {
  /** shape [turns]: one rollout without oracle; turn 1 is the first of the parallel samples. */
  readonly sequential: readonly AttemptOutcome[];
  /** shape [parallel]: independent first turns. */
  readonly parallel: readonly AttemptOutcome[];
}

/** An evaluation's outcomes on one problem. */
export interface ProblemOutcomes {
  /** The problem's id. */
  readonly problem: string;
  /** shape [seeds] */
  readonly seeds: readonly SeedOutcomes[];
  /** A greedy rollout: its first turn, or shape [turns] where all were asked for. */
  readonly greedy?: readonly AttemptOutcome[];
}

/** A rollout to read: the first seed's on a problem, the same problems for every model. */
export interface Transcript {
  readonly problem: string;
  readonly question: string;
  readonly goldAnswer: string;
  /** shape [turns] */
  readonly turns: readonly { readonly text: string; readonly outcome: Outcome; readonly answer: string | null }[];
}

/** One model's evaluation: the scores, what they are made of (for paired comparisons), and some rollouts to read. Plain JSON. */
export interface Evaluation {
  readonly scores: ModelScores;
  /** How many latest attempts the states kept. */
  readonly attemptsInView: number;
  readonly problems: readonly ProblemOutcomes[];
  readonly transcripts: readonly Transcript[];
}
