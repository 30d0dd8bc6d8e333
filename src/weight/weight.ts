import { ConfigError, type Example, type IterationTrajectory } from "../mdp/index.ts";
import { baselineGroup, baselines, creditOf } from "./credit.ts";
import { effectiveSampleSize, expWeights } from "./exp-weights.ts";
import { TurnExample } from "./turn-example.ts";
import { isKept, type RewardedTurn, rewardedTurns } from "./turns.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** Weighted examples, and how many equally weighted ones they are worth. */
export interface WeightedExamples {
  readonly examples: readonly Example[];
  readonly effectiveSampleSize: number;
  /** What the user should know of the weights: that some are 0, or too small to teach anything. */
  readonly notes: readonly string[];
}

/**
 * Makes each turn of each trajectory an example and weighs it: by the exponential of its reward, of its advantage, or not at
 * all. Weights are scaled to mean 1 over the set.
 *
 * Read literally the paper centres exp(r / tau) itself, which makes weights negative; negative weights diverge. Here the
 * reward is centred, as in advantage-weighted regression.
 *
 * @param trajectories of all iterations so far, as collected and improved
 * @throws ConfigError if no turn is left to train on, or a reward is not finite
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.3
 */
export function weight(trajectories: readonly IterationTrajectory[], options: WeightConfig): WeightedExamples {
  const { examples, scores, turns } = scored(trajectories, options);
  if (examples.length === 0) throw nothingLeft(turns, options);
  const weights = weightsOf(scores, options);
  for (const [i, example] of examples.entries()) example.weight = weights[i] ?? 0;
  return { examples, effectiveSampleSize: effectiveSampleSize(weights), notes: notesOn(weights, options) };
}

/** The turns that are kept, their scores, shape [N], and how many turns there are in all. Of each turn numbers alone are held. */
function scored(
  trajectories: readonly IterationTrajectory[],
  options: WeightConfig,
): { readonly examples: readonly TurnExample[]; readonly scores: readonly number[]; readonly turns: number } {
  const examples: TurnExample[] = [];
  const credits: number[] = [];
  const groups: string[] = []; // of all turns, for baselines alone
  const places: number[] = []; // of the kept ones among all
  for (const each of trajectories) {
    for (const rewarded of rewardedTurns(each)) {
      requireFinite(rewarded);
      if (isKept(rewarded, options)) {
        examples.push(new TurnExample(each, rewarded));
        places.push(credits.length);
      }
      credits.push(creditOf(rewarded, options));
      if (options.by === "advantage") groups.push(baselineGroup(rewarded, options.baseline));
    }
  }
  const means = options.by === "advantage" ? baselines(groups, credits) : [];
  return { examples, scores: places.map((at) => (credits[at] ?? 0) - (means[at] ?? 0)), turns: credits.length };
}

function requireFinite({ trajectory, index, reward }: RewardedTurn): void {
  if (Number.isFinite(reward)) return;
  throw new ConfigError(
    `trajectory ${trajectory.id} must bear finite rewards, got ${reward} at turn ${index + 1}; correct the grader or the file`,
  );
}

/** The rule of weighting: a new name of `weight.by` does not compile without its case. */
function weightsOf(scores: readonly number[], { by, tau }: WeightConfig): readonly number[] {
  switch (by) {
    case "uniform":
      return scores.map(() => 1);
    case "exp":
    case "advantage": // its scores are centred already
      return expWeights(scores, tau);
  }
}

/** Of the mean weight, which is 1: what weighs less teaches nothing. */
const leastFelt = 1e-6;

function notesOn(weights: readonly number[], { by, tau }: WeightConfig): readonly string[] {
  if (by === "uniform") return [];
  const zeros = weights.filter((weight) => weight === 0).length;
  const unfelt = weights.filter((weight) => weight !== 0 && weight < leastFelt).length;
  const cure = "try 0.4, the authors' value, or say so with weight.keep";
  const of = `of ${weights.length} examples weigh`;
  return [
    ...(zeros === 0
      ? []
      : [`${zeros} ${of} exactly 0: at weight.tau ${tau} exp underflows, and they are not trained on; ${cure}`]),
    ...(unfelt === 0
      ? []
      : [`${unfelt} ${of} less than a millionth of the mean at weight.tau ${tau}, and teach nothing; ${cure}`]),
  ];
}

function nothingLeft(turns: number, { keep, truncated }: WeightConfig): ConfigError {
  return new ConfigError(
    `weight must leave something to train on, got none of ${turns} turns with keep: ${keep} and truncated: ${truncated}; ` +
      `try keep: all, more problems, or a higher mdp.maxTokens`,
  );
}
