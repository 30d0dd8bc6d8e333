import type { TokenSampleRequest } from "./sample-request.ts";

/** The distribution of one row's next token: shape [V] each. */
export interface NextToken {
  /** at the row's temperature */
  readonly probabilities: Float32Array;
  /** at temperature 1 */
  readonly logProbabilities: Float32Array;
}

/**
 * Draws the next token.
 *
 * @param rng gives the next number in [0, 1); called exactly once unless greedy
 * @returns the token's id
 */
export function chooseToken(
  { probabilities, logProbabilities }: NextToken,
  { temperature, topP }: Pick<TokenSampleRequest, "temperature" | "topP">,
  rng: () => number,
): number {
  if (temperature === 0) return argmax(logProbabilities);
  if (topP < 1) return drawFromNucleus(probabilities, topP, rng());
  return drawInOrder(probabilities, rng() * sum(probabilities));
}

/** The first of the largest. */
function argmax(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) {
    if ((scores[id] ?? 0) > (scores[best] ?? 0)) best = id;
  }
  return best;
}

/** The token in whose interval `mass` falls when the probabilities are laid end to end, in order of id. */
function drawInOrder(probabilities: Float32Array, mass: number): number {
  let below = 0;
  let last = 0;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id] ?? 0;
    if (p === 0) continue;
    below += p;
    last = id;
    if (mass < below) return id;
  }
  return last; // rounding may leave `mass` a hair above the sum
}

/** Holtzman et al. 2020, arXiv:1904.09751: the fewest most probable tokens that together reach topP. */
function drawFromNucleus(probabilities: Float32Array, topP: number, uniform: number): number {
  const all = sum(probabilities);
  // Tokens below this bound together hold less than 1 - topP, so the nucleus is complete without them.
  const bound = ((1 - topP) * all) / probabilities.length;
  const candidates = [...probabilities.entries()].filter(([, p]) => p >= bound && p > 0);
  candidates.sort(([idA, a], [idB, b]) => b - a || idA - idB);
  const nucleus: (readonly [number, number])[] = [];
  let mass = 0;
  for (const [id, p] of candidates) {
    nucleus.push([id, p]);
    mass += p;
    if (mass >= topP * all) break;
  }
  let below = 0;
  const drawn = nucleus.find(([, p]) => (below += p) > uniform * mass) ?? nucleus.at(-1);
  return drawn?.[0] ?? argmax(probabilities);
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
