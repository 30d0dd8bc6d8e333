/** A source of random numbers: each call gives the next one, uniform in [0, 1). */
export type Rng = () => number;

/**
 * A reproducible source of random numbers: the same seed gives the same sequence on every machine.
 *
 * @param seed any whole number; only its lowest 32 bits count
 * @see Chris Doty-Humphrey's sfc32 (PractRand), seeded as its author advises: 12 rounds after the seed
 */
export function createRng(seed: number): Rng {
  let [a, b, c, counter] = [0, seed | 0, 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** One seed of several whole numbers: neighbouring ones must not give related sequences (MurmurHash3's mix). */
export function mixedSeed(...words: readonly number[]): number {
  let hash = 0;
  for (const word of words) {
    hash = Math.imul(hash ^ (word | 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash;
}

/** Two independent draws from the normal distribution with mean 0 and deviation 1 (Box and Muller 1958). */
export function normalPair(rng: Rng): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - rng()));
  const angle = 2 * Math.PI * rng();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
