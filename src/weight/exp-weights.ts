import { ConfigError } from "../mdp/index.ts";

/**
 * Reward-weighted regression: turns rewards into example weights, `w = exp(r / tau)`, scaled to mean 1.
 *
 * @param rewards shape [N], one per turn, each in [-1, 1], or advantages
 * @param tau spread, in units of reward, > 0; a large tau weighs all turns alike (authors' code: 0.4)
 * @returns shape [N], all >= 0, mean 1
 * @throws ConfigError if tau <= 0, or a reward is not finite
 * @see Qu et al. 2024, arXiv:2407.18219, section 4
 */
export function expWeights(rewards: readonly number[], tau: number): readonly number[] {
  const faulty = rewards.find((reward) => !Number.isFinite(reward));
  if (faulty !== undefined)
    throw new ConfigError(`rewards must be finite numbers, got ${faulty}; correct the grader or the file`);
  if (!(tau > 0)) throw new ConfigError(`weight.tau must be > 0, got ${tau}; try 0.4, the authors' value`);
  const highest = rewards.reduce((a, b) => Math.max(a, b), -Infinity); // exp of differences cannot overflow
  return scaledToMeanOne(rewards.map((reward) => Math.exp((reward - highest) / tau)));
}

/** Weights scaled to mean 1, shape [N]. */
function scaledToMeanOne(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (weight * weights.length) / sum);
}

/**
 * How many equally weighted examples would give an estimate as steady as these (Kish): (sum w)^2 / sum w^2.
 *
 * @param weights shape [N], not all 0
 */
export function effectiveSampleSize(weights: readonly number[]): number {
  const sum = weights.reduce((a, b) => a + b, 0);
  const squares = weights.reduce((a, b) => a + b * b, 0);
  return (sum * sum) / squares;
}
