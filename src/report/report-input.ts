import type { Comparison, Evaluation, UsageTotal } from "../mdp/index.ts";

/** What an iteration collected and improved, counted; rise.ts records it. */
export interface GatheringRecord {
  readonly trajectories: number;
  /** The policy's turns. */
  readonly attempts: number;
  /** Trajectories whose policy had a right attempt. */
  readonly solved: number;
  /** The improver's turns, and how many of them were right. */
  readonly improvements: number;
  readonly rightImprovements: number;
  /** Turns whose grader could not decide; they are never trained on. */
  readonly undecided: number;
  readonly truncated: number;
  readonly tokens: { readonly generated: number; readonly read: number };
}

/** How an iteration's examples were weighted. */
export interface WeightsRecord {
  readonly examples: number;
  /** (sum w)^2 / sum w^2: how many examples of equal weight would estimate as well. */
  readonly effectiveSampleSize: number;
  readonly smallest: number;
  readonly largest: number;
}

/** What an iteration did, as far as it is done. */
export interface IterationRecord {
  readonly iteration: number;
  readonly gathered?: GatheringRecord | undefined;
  readonly weights?: WeightsRecord | undefined;
  /** losses: shape [steps], weighted mean NLL of the actions' tokens, in nats. */
  readonly training?: { readonly losses: readonly number[] } | undefined;
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
  /** What servers took, by model; absent where none were asked. */
  readonly usage?: ReadonlyMap<string, UsageTotal>;
  /** The run's seed: it draws the trajectories that are shown. */
  readonly seed: number;
  /** The resolved config, as JSON. */
  readonly config: unknown;
  readonly digest: string;
  /** What a reader should know before believing the figures; the page adds its own. */
  readonly notes: readonly string[];
}
