/** The sizes by which an evaluation sees a gain. */
export interface GainOptions {
  /** n, test problems. */
  readonly problems: number;
  /** s, repetitions of each. */
  readonly seeds: number;
  /** D, the share of problems on which two models differ in one repetition; default 0.3. */
  readonly discordance?: number;
  /** The share of D that lies in the problems, and that no repetition averages out; default 0.5. */
  readonly persistentShare?: number;
}

const chanceOfError = 1.959964; // the normal distribution's 97.5% point: the report's 95% intervals
const power = 0.841621; // its 80% point

/**
 * The smallest gain that an evaluation will call distinguishable in 4 of 5 cases: d in
 *
 *     d * sqrt(n) = 1.96 * sqrt(V) + 0.84 * sqrt(V - d^2),   V = D * (c + (1 - c) / s)
 *
 * the sample size of McNemar's paired test, V being the variance of a problem's mean difference over s repetitions if D of
 * the problems differ in one repetition and a share c of that is the problem's own. D is at least d: so many must differ.
 *
 * @returns in (0, 1]; 1 where so few problems cannot show any gain
 * @see Connor 1987, "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43
 */
export function smallestGain({ problems, seeds, discordance = 0.3, persistentShare = 0.5 }: GainOptions): number {
  const lacks = (gain: number): boolean => {
    const variance = Math.max(discordance, gain) * (persistentShare + (1 - persistentShare) / seeds);
    const wanted = chanceOfError * Math.sqrt(variance) + power * Math.sqrt(Math.max(0, variance - gain ** 2));
    return gain * Math.sqrt(problems) < wanted;
  };
  let [low, high] = [0, 1];
  if (lacks(high)) return 1;
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (lacks(middle)) low = middle;
    else high = middle;
  }
  return high;
}
