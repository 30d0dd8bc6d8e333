/**
 * Holm's correction for several tests: the chance of one false discovery or more among all of them stays below the level,
 * whatever they have to do with each other.
 *
 * @param ps shape [tests], the tests' own p
 * @returns shape [tests], each at least its own p: compare it with the level
 * @see Holm 1979, "A simple sequentially rejective multiple test procedure"
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, i) => i).sort((i, j) => (ps[i] ?? 1) - (ps[j] ?? 1));
  const adjusted = ps.map(() => 1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * (ps[i] ?? 1)));
    adjusted[i] = largest;
  }
  return adjusted;
}
