import type { TokenSampleRequest } from "./sample-request.ts";

/** The distribution of one row's next token: shape [V] each. */
export interface NextToken {
  /** At the row's temperature, or at 1 where that is 0. */
  readonly probabilities: Float32Array;
  /** At temperature 1; needed where the row's is neither 1 nor 0, and the probabilities do not tell. */
  readonly logProbabilities: Float32Array | undefined;
}

/** Whether a row's probabilities are those at temperature 1. */
export const isUntempered = (temperature: number): boolean => temperature === 0 || temperature === 1;

/**
 * Draws the next token.
 *
 * @param rng gives the next number in [0, 1); called exactly once unless greedy
 * @returns the token's id
 */
export function chooseToken(
  { probabilities }: NextToken,
  { temperature, topP }: Pick<TokenSampleRequest, "temperature" | "topP">,
  rng: () => number,
): number {
  if (temperature === 0) return argmax(probabilities);
  const uniform = rng();
  return topP < 1 ? drawFromNucleus(probabilities, topP, uniform) : drawInOrder(probabilities, uniform);
}

/** The log-probability of a token at temperature 1, in nats. */
export function logProbabilityOf(token: number, { probabilities, logProbabilities }: NextToken): number {
  return logProbabilities?.[token] ?? Math.log(probabilities[token] ?? Number.NaN);
}

/** The first of the largest. */
function argmax(scores: Float32Array): number {
  let best = 0;
  let largest = -Infinity;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id] ?? -Infinity;
    if (score > largest) {
      largest = score;
      best = id;
    }
  }
  return best;
}

/** The token in whose interval `uniform` falls when the probabilities are laid end to end, in order of id. */
function drawInOrder(probabilities: Float32Array, uniform: number): number {
  const first = walk(probabilities, uniform);
  if (first.found) return first.id;
  // Rounding left the sum a hair below 1, and `uniform` beyond it: once in a million draws they are scaled to the sum.
  return walk(probabilities, uniform * first.sum).id;
}

/** Goes up to the token in whose interval `mass` falls; if there is none, to the last possible one. */
function walk(probabilities: Float32Array, mass: number): { readonly id: number; found: boolean; sum: number } {
  let sum = 0;
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] ?? 0;
    if (p === 0) continue;
    sum += p;
    last = id;
    if (mass < sum) return { id, found: true, sum };
  }
  return { id: last, found: false, sum };
}

/** Holtzman et al. 2020, arXiv:1904.09751: the fewest most probable tokens that together reach topP. */
function drawFromNucleus(probabilities: Float32Array, topP: number, uniform: number): number {
  const all = sum(probabilities);
  // Tokens below this bound together hold less than 1 - topP, so the nucleus is complete without them.
  const bound = ((1 - topP) * all) / probabilities.length;
  const candidates = idsFrom(probabilities, bound);
  candidates.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  let mass = 0;
  let count = 0;
  while (count < candidates.length && mass < topP * all) mass += probabilities[candidates[count++] ?? 0] ?? 0;
  let below = 0;
  for (const id of candidates.slice(0, count)) {
    below += probabilities[id] ?? 0;
    if (below > uniform * mass) return id;
  }
  return candidates[count - 1] ?? argmax(probabilities);
}

/** The possible tokens of at least this probability. */
function idsFrom(probabilities: Float32Array, bound: number): number[] {
  const ids: number[] = [];
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] ?? 0;
    if (p >= bound && p > 0) ids.push(id);
  }
  return ids;
}

function sum(values: Float32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? 0; // twice as fast as for-of
  return total;
}
