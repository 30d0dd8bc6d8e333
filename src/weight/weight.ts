import { ConfigError, type Example, type IterationTrajectory } from "../mdp/index.ts";
import { baselines } from "./baseline.ts";
import { creditOf } from "./credit.ts";
import { effectiveSampleSize, expWeights } from "./exp-weights.ts";
import { isKept } from "./keep.ts";
import { rewardedTurns, type RewardedTurn } from "./rewarded-turn.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** Weighted examples, and how many equally weighted ones they are worth. */
export interface WeightedExamples {
  readonly examples: readonly Example[];
  readonly effectiveSampleSize: number;
}

/**
 * Makes each turn of each trajectory an example and weighs it: by the exponential of its reward, of its advantage, or not at
 * all. Weights are scaled to mean 1 over the set.
 *
 * Read literally the paper centres exp(r / tau) itself, which makes weights negative; negative weights diverge. Here the
 * reward is centred, as in advantage-weighted regression.
 *
 * @param trajectories of all iterations so far, as collected and improved
 * @throws ConfigError if no turn is left to train on
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.3
 */
export function weight(trajectories: readonly IterationTrajectory[], options: WeightConfig): WeightedExamples {
  const turns = rewardedTurns(trajectories);
  const credits = turns.map((turn) => creditOf(turn, options));
  const scores = options.by === "advantage" ? advantages(turns, credits, options) : credits;
  const kept = turns.flatMap((turn, i) => (isKept(turn, options) ? [{ turn, score: scores[i] ?? 0 }] : []));
  if (kept.length === 0) throw nothingLeft(turns.length, options);
  const weights =
    options.by === "uniform"
      ? kept.map(() => 1)
      : expWeights(
          kept.map(({ score }) => score),
          options.tau,
        );
  const examples = kept.map(({ turn }, i) => exampleOf(turn, weights[i] ?? 0));
  return { examples, effectiveSampleSize: effectiveSampleSize(weights) };
}

function advantages(
  turns: readonly RewardedTurn[],
  credits: readonly number[],
  { baseline }: WeightConfig,
): readonly number[] {
  const means = baselines(turns, credits, baseline);
  return credits.map((credit, i) => credit - (means[i] ?? 0));
}

function exampleOf({ iteration, trajectory, index, turn, reward }: RewardedTurn, weight: number): Example {
  const { text, stop, tokens } = turn.attempt;
  return {
    id: `${trajectory.id}#${index}`,
    trajectory: trajectory.id,
    turn: index,
    iteration,
    state: turn.state,
    action: text,
    stop,
    ...(tokens === undefined ? {} : { tokens }),
    reward,
    weight,
  };
}

function nothingLeft(turns: number, { keep, truncated }: WeightConfig): ConfigError {
  return new ConfigError(
    `weight must leave something to train on, got none of ${turns} turns with keep: ${keep} and truncated: ${truncated}; ` +
      `try keep: all, more problems, or a higher mdp.maxTokens`,
  );
}
