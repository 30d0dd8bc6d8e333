import type { Comparison, Evaluation, IterationSoFar, Stratum, UsageTotal } from "../mdp/index.ts";

/**
 * Everything a report shows. It holds no clock and no path of the machine: the same run gives the same page, byte for
 * byte, interrupted or not (I3).
 */
export interface ReportInput {
  /** The method and the task, for the title: "rise-self on word-problems". */
  readonly title: string;
  /** The version of rise-lm that made the run. */
  readonly version: string;
  /** shape [models]: base first, then the iterations. Rollouts to read come from the first and the last of them. */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  /** The last model's gain by how often the first one's samples solve the problem; absent where there is one model only. */
  readonly strata?: readonly Stratum[];
  /** A run of --smoke, whose numbers mean nothing. */
  readonly isSmoke?: boolean;
  readonly iterations: readonly IterationSoFar[];
  /** The usage of servers, by model; absent where none were asked. */
  readonly usage?: ReadonlyMap<string, UsageTotal>;
  /** The run's seed: it draws the trajectories that are shown. */
  readonly seed: number;
  /** The resolved config, as JSON. */
  readonly config: unknown;
  readonly digest: string;
  /** Caveats on the figures; the page adds its own. */
  readonly notes: readonly string[];
}
