import { noiseRange } from "../graph/index.ts";
import { createRng, mixedSeed } from "../random.ts";

/**
 * The noise of a batch's tokens, see `dropout`: the same numbers for the same place in the training.
 *
 * @param place seed, step, number of the batch within the step
 * @returns shape [tokens]
 */
export function dropoutNoise(tokens: number, ...place: readonly number[]): Float32Array<ArrayBuffer> {
  const rng = createRng(mixedSeed(...place));
  return Float32Array.from({ length: tokens }, () => noiseRange * rng());
}
