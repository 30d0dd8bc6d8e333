/**
 * Linear warm-up, then half a cosine down to a share of the peak.
 *
 * @param step counted from 0
 * @param steps of the whole training
 * @param warmupShare share of the steps that warm up, in [0, 1)
 * @param finalShare share of the peak that the cosine goes down to, in [0, 1]
 * @returns a factor in [0, 1] of the peak learning rate; the last warm-up step has reached 1
 */
export function learningRateFactor(step: number, steps: number, warmupShare: number, finalShare = 0): number {
  const warmupSteps = Math.ceil(warmupShare * steps);
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  const done = (step - warmupSteps) / (steps - warmupSteps); // in [0, 1): a factor of 0 would be a wasted step
  return finalShare + ((1 - finalShare) * (1 + Math.cos(Math.PI * done))) / 2;
}
