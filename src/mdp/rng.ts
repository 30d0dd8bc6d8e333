/** A deterministic source of numbers: the same seed gives the same sequence on every machine. */
export interface Rng {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[];
}

/** FNV-1a over the parts' text, 32 bits: one seed from a run's seed and the name of what is drawn. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(parts.join("\u0000"))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough for shuffles and sampling.
 *
 * @param seed any integer; the low 32 bits count
 */
export function createRng(seed: number): Rng {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z = (z + Math.imul(z ^ (z >>> 7), z | 61)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  const shuffle = <T>(items: readonly T[]): T[] => {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = below(i + 1);
      const [a, b] = [shuffled[i] as T, shuffled[j] as T]; // both indices are below the length
      shuffled[i] = b;
      shuffled[j] = a;
    }
    return shuffled;
  };
  return { next, below, shuffle };
}

/** One of the items, at least one, each as likely. */
export function pick<T>(rng: Rng, items: readonly T[]): T {
  return items[rng.below(items.length)] as T; // below(n) < n
}
