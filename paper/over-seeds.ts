import type { Estimate } from "../src/index.ts";

const z = 1.959964; // the normal distribution's 97.5% point

/**
 * A figure over seeds: the mean, with a 95% interval that holds both what the problems leave open and what differs between
 * seeds. The seeds' runs are measured on the same problems, so the problems' part does not shrink with their number; the seeds'
 * part is their variance over their number. So it is wide rather than narrow.
 *
 * @param estimates at least one, one a seed
 */
export function overSeeds(estimates: readonly Estimate[]): Estimate {
  const n = estimates.length;
  const value = estimates.reduce((sum, one) => sum + one.value, 0) / n;
  const ofProblems = estimates.reduce((sum, { low, high }) => sum + ((high - low) / (2 * z)) ** 2, 0) / n;
  const ofSeeds = n > 1 ? estimates.reduce((sum, one) => sum + (one.value - value) ** 2, 0) / (n - 1) / n : 0;
  const half = z * Math.sqrt(ofProblems + ofSeeds);
  return { value, low: value - half, high: value + half };
}
