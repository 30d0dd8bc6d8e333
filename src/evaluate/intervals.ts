import type { Estimate } from "../mdp/index.ts";
import { studentReach, studentTwoSided } from "./student.ts";

/** One problem's contribution to a share: hits among trials, over its seeds. */
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

/** The 95% score interval of a share of n independent observations: it keeps to [0, 1], and a width at 0 and 1. */
export function wilson(share: number, n: number): { low: number; high: number } {
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return { low: share === 0 ? 0 : Math.max(0, centre - half), high: share === 1 ? 1 : Math.min(1, centre + half) };
}

/** What one problem contributes to a difference of shares, b - a. */
export interface TallyPair {
  readonly a: Tally;
  readonly b: Tally;
}

/** What varies beside the problems: the variance of a figure over training seeds, and the degrees of freedom it is known by. */
export interface Scatter {
  readonly variance: number;
  readonly degrees: number;
}

/** A difference with its interval, and `p`, the chance of so large a one, or a larger, where there is none. */
export interface TestedDifference {
  readonly difference: Estimate;
  readonly p: number;
}

/**
 * The difference of two shares over the same problems, b - a, with its 95% interval: Wald's, by the linearised variance with
 * the problem as the unit, after adding two problems of which half a one gained all, half a one lost all, and half a one each
 * was all right or all wrong both times. So few problems, or problems that all agree, never make a difference certain. The
 * shares may be of different trials, such as those at risk; with one trial a problem it is Agresti and Min's interval.
 *
 * @param pairs shape [problems]
 * @param scatter of the difference over training seeds: adds to the problems' variance
 * @see Agresti & Min 2005, "Simple improved confidence intervals for comparing matched proportions"; Woodruff 1971 for the
 *   variance of a difference of ratios; Satterthwaite 1946 for the degrees of freedom of a sum of variances
 */
export function differenceOfShares(pairs: readonly TallyPair[], scatter?: Scatter): TestedDifference {
  const observed = pairs.filter(({ a, b }) => a.trials > 0 || b.trials > 0);
  const meanTrials = (of: "a" | "b"): number => sumOf(observed, (pair) => pair[of].trials) / observed.length;
  const [eachA, eachB] = [meanTrials("a"), meanTrials("b")];
  if (observed.length === 0 || eachA === 0 || eachB === 0) return unknownDifference;
  const value = shareIn(observed, "b") - shareIn(observed, "a");
  const imagined = outcomesOfTwo.map(([a, b]) => ({
    a: { hits: a * eachA, trials: eachA },
    b: { hits: b * eachB, trials: eachB },
    times: 0.5,
  }));
  const { centre, error: overProblems } = linearised([...observed.map((pair) => ({ ...pair, times: 1 })), ...imagined]);
  const { error, degrees } = withScatter(overProblems, observed.length, scatter);
  const reach = degrees === Infinity ? z : studentReach(degrees);
  const difference = {
    value,
    low: Math.max(-1, Math.min(value, centre - reach * error)),
    high: Math.min(1, Math.max(value, centre + reach * error)),
  };
  return { difference, p: studentTwoSided(centre / error, degrees) };
}

/** The standard error over problems and seeds, and its degrees of freedom; without scatter they count as many. */
function withScatter(
  error: number,
  problems: number,
  scatter: Scatter = { variance: 0, degrees: 1 },
): { readonly error: number; readonly degrees: number } {
  if (scatter.variance === 0) return { error, degrees: Infinity };
  const variance = error ** 2 + scatter.variance;
  const parts = error ** 4 / Math.max(1, problems - 1) + scatter.variance ** 2 / scatter.degrees;
  return { error: Math.sqrt(variance), degrees: variance ** 2 / parts };
}

/**
 * The mean of several runs' shares, with an interval over problems and over the runs' seeds.
 *
 * @param tallies shape [problems], over all runs
 * @param scatter of the mean over training seeds
 */
export function shareOverRuns(tallies: readonly Tally[], scatter?: Scatter): Estimate {
  const overProblems = shareOf(tallies);
  if (scatter === undefined || scatter.variance === 0) return overProblems;
  const { value, low, high } = overProblems;
  const { error, degrees } = withScatter((high - low) / (2 * z), tallies.length, scatter);
  const [centre, half] = [(low + high) / 2, studentReach(degrees) * error];
  return { value, low: Math.max(0, Math.min(low, centre - half)), high: Math.min(1, Math.max(high, centre + half)) };
}

const unknownDifference: TestedDifference = { difference: { value: 0, low: -1, high: 1 }, p: 1 };

/** Right or wrong the first time, right or wrong the second. */
const outcomesOfTwo = [
  [0, 1],
  [1, 0],
  [1, 1],
  [0, 0],
] as const;

/** A problem that counts so many times. */
interface CountedPair extends TallyPair {
  readonly times: number;
}

/** The difference of the two shares and its standard error, over problems as they are counted. */
function linearised(pairs: readonly CountedPair[]): { readonly centre: number; readonly error: number } {
  const trials = (of: "a" | "b"): number => sumOf(pairs, (pair) => pair.times * pair[of].trials);
  const hits = (of: "a" | "b"): number => sumOf(pairs, (pair) => pair.times * pair[of].hits);
  const [trialsA, trialsB] = [trials("a"), trials("b")];
  const [shareA, shareB] = [hits("a") / trialsA, hits("b") / trialsB];
  const variance = sumOf(pairs, ({ a, b, times }) => {
    const pull = (b.hits - shareB * b.trials) / trialsB - (a.hits - shareA * a.trials) / trialsA;
    return times * pull ** 2;
  });
  return { centre: shareB - shareA, error: Math.sqrt(variance) };
}

const shareIn = (pairs: readonly TallyPair[], of: "a" | "b"): number =>
  sumOf(pairs, (pair) => pair[of].hits) / sumOf(pairs, (pair) => pair[of].trials);

const sumOf = <T>(of: readonly T[], value: (one: T) => number): number => of.reduce((sum, one) => sum + value(one), 0);

/**
 * The mean of paired differences with its 95% interval, one trial a problem: {@link differenceOfShares}.
 *
 * @param differences shape [problems], each in [-1, 1]
 */
export function pairedDifference(differences: readonly number[]): Estimate {
  const nothing = { hits: 0, trials: 1 };
  return differenceOfShares(differences.map((hits) => ({ a: nothing, b: { hits, trials: 1 } }))).difference;
}
