import type { AttemptOutcome } from "../mdp/index.ts";

/**
 * Majority vote over equivalence classes of answers; ties go to the class that was voted for earliest, and attempts
 * without an answer do not vote.
 *
 * @param attempts in the order they were made
 * @returns the earliest attempt of the winning class, or undefined where nobody voted
 */
export function majority(attempts: readonly AttemptOutcome[]): AttemptOutcome | undefined {
  const votes = [...Map.groupBy(attempts, ({ answerClass }) => answerClass)].filter(([answer]) => answer !== null);
  const winner = votes.reduce<readonly AttemptOutcome[]>(
    (best, [, voters]) => (voters.length > best.length ? voters : best), // groups come in order of their first vote
    [],
  );
  return winner[0];
}
