import type { Comparison, Evaluation } from "../mdp/index.ts";

/** How an iteration's examples were weighted. */
export interface WeightRecord {
  readonly examples: number;
  /** (sum w)^2 / sum w^2: how many examples of equal weight would estimate as well. */
  readonly effectiveSampleSize: number;
  readonly smallest: number;
  readonly largest: number;
}

/** One optimizer step of an iteration. */
export interface LossRecord {
  /** Counted from 1. */
  readonly step: number;
  /** Weighted mean NLL of the action's tokens, in nats. */
  readonly loss: number;
}

/** What an iteration collected, weighted and trained on; what a run did not record is absent. */
export interface IterationRecord {
  readonly iteration: number;
  readonly collected?: {
    readonly trajectories: number;
    readonly attempts: number;
    /** Trajectories whose policy had a right attempt. */
    readonly solved: number;
    /** Attempts of the improver, and how many of them were right. */
    readonly improvements: number;
    readonly rightImprovements: number;
  };
  readonly weights?: WeightRecord;
  /** shape [steps] */
  readonly training?: readonly LossRecord[];
  /** Tokens generated and read while collecting and improving. */
  readonly tokens?: { readonly generated: number; readonly read: number };
}

/**
 * Everything a report shows. It holds no clock and no path of the machine: the same run gives the same page, byte for
 * byte, interrupted or not (I3).
 */
export interface ReportInput {
  /** What was taught to do what, for the title: "rise-self on word-problems". */
  readonly title: string;
  /** The version of rise-lm that made the run. */
  readonly version: string;
  /** shape [models]: base first, then the iterations. Rollouts to read come from the first and the last of them. */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  readonly iterations: readonly IterationRecord[];
  /** The run's seed: it draws the trajectories that are shown. */
  readonly seed: number;
  /** The resolved config, as JSON. */
  readonly config: unknown;
  readonly digest: string;
  /** What a reader should know before believing the figures; the page adds its own. */
  readonly notes: readonly string[];
}
