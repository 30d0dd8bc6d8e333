import type { Estimate } from "../mdp/index.ts";

/** What one problem contributes to a share: hits among trials, over its seeds. */
export interface Tally {
  readonly hits: number;
  readonly trials: number;
}

const z = 1.959964; // the normal distribution's 97.5% point

/**
 * A share with its 95% interval over problems: sum of hits / sum of trials, and Wilson's score interval with as many
 * observations as the problems' scatter says there are. Several seeds of one problem are no independent observations; the
 * problem is the unit (a cluster). The closed form needs no random numbers and, unlike a bootstrap, keeps a width where every
 * problem agrees, at 0 or 1.
 *
 * @param tallies shape [problems]
 * @see Wilson 1927; Korn & Graubard 1998 for the effective number of observations
 */
export function shareOf(tallies: readonly Tally[]): Estimate {
  const observed = tallies.filter(({ trials }) => trials > 0);
  const trials = observed.reduce((sum, tally) => sum + tally.trials, 0);
  if (trials === 0) return { value: 0, low: 0, high: 1 };
  const value = observed.reduce((sum, tally) => sum + tally.hits, 0) / trials;
  return { value, ...wilson(value, effectiveObservations(observed, value, trials)) };
}

/** p (1 - p) / variance of the share, by the problems' scatter: at most the trials; the problems, where they don't scatter. */
function effectiveObservations(tallies: readonly Tally[], share: number, trials: number): number {
  const n = tallies.length;
  const squares = tallies.reduce((sum, tally) => sum + (tally.hits - share * tally.trials) ** 2, 0);
  const variance = n > 1 ? (squares * n) / (n - 1) / trials ** 2 : 0;
  return variance > 0 ? Math.min(trials, (share * (1 - share)) / variance) : n;
}

function wilson(share: number, n: number): { low: number; high: number } {
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return { low: share === 0 ? 0 : Math.max(0, centre - half), high: share === 1 ? 1 : Math.min(1, centre + half) };
}

/**
 * The mean of paired differences with its 95% interval: Wald's after adding two problems of which half a one gained all and
 * half a one lost all. So few problems, or problems that all agree, never make a difference certain.
 *
 * @param differences shape [problems], each in [-1, 1]
 * @see Agresti & Min 2005, "Simple improved confidence intervals for comparing matched proportions"
 */
export function pairedDifference(differences: readonly number[]): Estimate {
  const n = differences.length;
  if (n === 0) return { value: 0, low: -1, high: 1 };
  const sum = differences.reduce((a, b) => a + b, 0);
  const squares = differences.reduce((a, b) => a + b * b, 0);
  const value = sum / n;
  const centre = sum / (n + 2);
  const half = z * Math.sqrt(((squares + 1) / (n + 2) - centre ** 2) / (n + 2));
  return {
    value,
    low: Math.max(-1, Math.min(value, centre - half)),
    high: Math.min(1, Math.max(value, centre + half)),
  };
}
