import { ConfigError, type Example, type IterationTrajectory, type Turn } from "../mdp/index.ts";
import { baselineGroup, baselines, creditOf } from "./credit.ts";
import { effectiveSampleSize, expWeights } from "./exp-weights.ts";
import { isKept, type RewardedTurn, rewardedTurns } from "./turns.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** Weighted examples, and how many equally weighted ones they are worth. */
export interface WeightedExamples {
  readonly examples: readonly Example[];
  readonly effectiveSampleSize: number;
  /** What the user should know of the weights: that some are too small for a number to hold, so that they are 0. */
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
  const turns = trajectories.flatMap((each) => rewardedTurns(each).map((turn) => scored(each, turn, options)));
  const credits = turns.map(({ credit }) => credit);
  const means = options.by === "advantage" ? baselines(turns.map(({ group }) => group), credits) : []; // prettier-ignore
  const kept = turns.flatMap((turn, i) => (turn.isKept ? [{ turn, score: turn.credit - (means[i] ?? 0) }] : []));
  if (kept.length === 0) throw nothingLeft(turns.length, options);
  const weights = weightsOf(
    kept.map(({ score }) => score),
    options,
  );
  const examples = kept.map(({ turn }, i) => exampleOf(turn, weights[i] ?? 0));
  return { examples, effectiveSampleSize: effectiveSampleSize(weights), notes: notesOn(weights, options) };
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

function notesOn(weights: readonly number[], { by, tau }: WeightConfig): readonly string[] {
  const zeros = weights.filter((weight) => weight === 0).length;
  if (zeros === 0 || by === "uniform") return [];
  return [
    `${zeros} of ${weights.length} examples weigh exactly 0: at weight.tau ${tau} exp underflows, and they are not trained on; try 0.4, the authors' value, or say so with weight.keep`,
  ];
}

/** What weighing needs of a turn: none of its texts and tokens, of which a run may have more than fit into memory. */
interface ScoredTurn extends Omit<Example, "state" | "action" | "tokens" | "weight"> {
  readonly credit: number;
  readonly group: string;
  readonly isKept: boolean;
  readonly hasTokens: boolean;
  /** Reads the turn again. */
  readonly read: () => Turn;
}

function scored(each: IterationTrajectory, rewarded: RewardedTurn, options: WeightConfig): ScoredTurn {
  const { iteration, trajectory, index, turn, reward } = rewarded;
  if (!Number.isFinite(reward))
    throw new ConfigError(
      `trajectory ${trajectory.id} must bear finite rewards, got ${reward} at turn ${index + 1}; correct the grader or the file`,
    );
  return {
    id: `${trajectory.id}#${index}`,
    trajectory: trajectory.id,
    turn: index,
    iteration,
    stop: turn.attempt.stop,
    reward,
    credit: creditOf(rewarded, options),
    group: options.by === "advantage" ? baselineGroup(rewarded, options.baseline) : "",
    isKept: isKept(rewarded, options),
    hasTokens: "tokens" in turn.attempt,
    read: () => turnAt(each, index),
  };
}

function turnAt({ trajectory }: IterationTrajectory, index: number): Turn {
  const turn = trajectory.turns[index];
  if (turn === undefined) throw new Error(`trajectory ${trajectory.id} must have a turn ${index}, got none`);
  return turn;
}

/** An example whose state, action and tokens are read when they are looked at: see `RunStore.trajectories`. */
function exampleOf(
  { id, trajectory, turn, iteration, stop, reward, hasTokens, read }: ScoredTurn,
  weight: number,
): Example {
  const example = {
    id,
    trajectory,
    turn,
    iteration,
    get state() {
      return read().state;
    },
    get action() {
      return read().attempt.text;
    },
    stop,
  };
  const tokens = { enumerable: true, get: () => read().attempt.tokens };
  if (hasTokens) Object.defineProperty(example, "tokens", tokens);
  return Object.assign(example, { reward, weight });
}

function nothingLeft(turns: number, { keep, truncated }: WeightConfig): ConfigError {
  return new ConfigError(
    `weight must leave something to train on, got none of ${turns} turns with keep: ${keep} and truncated: ${truncated}; ` +
      `try keep: all, more problems, or a higher mdp.maxTokens`,
  );
}
