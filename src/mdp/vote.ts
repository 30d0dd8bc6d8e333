/** A voter: the equivalence class of its answer, counted from 0, or null where it has none. */
interface Voter {
  readonly answerClass: number | null;
}

/**
 * Majority vote over equivalence classes of answers; ties go to the class that was voted for earliest, and attempts
 * without an answer do not vote.
 *
 * @param attempts in the order they were made
 * @returns the earliest attempt of the winning class, or undefined where nobody voted
 */
export function majority<T extends Voter>(attempts: readonly T[]): T | undefined {
  const votes = [...Map.groupBy(attempts, ({ answerClass }) => answerClass)].filter(([answer]) => answer !== null);
  const winner = votes.reduce<readonly T[]>(
    (best, [, voters]) => (voters.length > best.length ? voters : best), // groups come in order of their first vote
    [],
  );
  return winner[0];
}
