/**
 * Linear warm-up, then half a cosine down to 0.
 *
 * @param step counted from 0
 * @param steps of the whole training
 * @param warmupShare share of the steps that warm up, in [0, 1)
 * @returns a factor in [0, 1] of the peak learning rate; the last warm-up step has reached 1
 */
export function learningRateFactor(step: number, steps: number, warmupShare: number): number {
  const warmupSteps = Math.ceil(warmupShare * steps);
  if (step < warmupSteps) return (step + 1) / warmupSteps;
  const done = (step - warmupSteps) / (steps - warmupSteps); // in [0, 1): the factor 0 itself would be a wasted step
  return (1 + Math.cos(Math.PI * done)) / 2;
}
