import { CheckpointError } from "./checkpoint-error.ts";

const exponentBits = 0x7f80_0000; // all set: infinity, or not a number

/** Where the first number that is not finite stands; -1 where all are. */
export function firstNonFinite(numbers: Float32Array): number {
  const patterns = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  for (let place = 0; place < patterns.length; place++) {
    if (((patterns[place] ?? 0) & exponentBits) === exponentBits) return place;
  }
  return -1;
}

/**
 * Refuses numbers with which a model answers nonsense in silence.
 *
 * @param holder what holds the tensor, for the error
 * @param cure what to do about it
 * @throws CheckpointError naming the tensor and the place
 */
export function requireFinite(holder: string, name: string, numbers: Float32Array, cure: string): void {
  const place = firstNonFinite(numbers);
  if (place < 0) return;
  throw new CheckpointError(
    `${holder}: ${name} must hold finite numbers, got ${numbers[place]} at place ${place}; ${cure}`,
  );
}

/** Of weights that were trained. */
export const ranAwayCure = "training diverged, and nothing is saved: lower train.learningRate";

/** Of a file that was read. */
export const damagedCure =
  "the file is damaged, or was saved by a training that diverged: download it again, or take an earlier checkpoint";
