import type { AttemptOutcome, Outcome, ProblemOutcomes, SeedOutcomes } from "../mdp/index.ts";

/**
 * An attempt from a letter: `c` correct (class 0), `w`, `x`, `y` wrong answers (classes 1 to 3), `n` no answer, `e` undecided
 * (class 9), `u` undecided without an answer, as where no server could be asked, `t` truncated without an answer. One token generated, two read.
 */
export function outcomeOf(letter: string): AttemptOutcome {
  const outcomes: Record<string, [Outcome, number | null]> = {
    c: ["correct", 0],
    w: ["wrong", 1],
    x: ["wrong", 2],
    y: ["wrong", 3],
    n: ["noAnswer", null],
    t: ["noAnswer", null],
    e: ["error", 9],
    u: ["error", null],
  };
  const [outcome, answerClass] = outcomes[letter] ?? ["noAnswer", null];
  return { outcome, answerClass, truncated: letter === "t", generatedTokens: 1, readTokens: 2 };
}

/** Attempts from letters: "cwn". */
export const attemptsOf = (letters: string): readonly AttemptOutcome[] => [...letters].map(outcomeOf);

/** One seed's outcomes from letters. */
export const seedOf = (sequential: string, parallel = sequential): SeedOutcomes => ({
  sequential: attemptsOf(sequential),
  parallel: attemptsOf(parallel),
});

/** One problem's outcomes, a seed for each pair of letters. */
export const problemOf = (problem: string, ...seeds: readonly SeedOutcomes[]): ProblemOutcomes => ({ problem, seeds });
