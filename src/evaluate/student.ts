import { twoSided } from "./normal.ts";

/** Degrees of freedom from which on Student's distribution is taken for the normal one: they differ by less than 1e-6. */
const manyDegrees = 1e6;

/** The chance that a number of Student's distribution is as far from 0 as `t`, or farther. */
export function studentTwoSided(t: number, degrees: number): number {
  if (degrees >= manyDegrees || !Number.isFinite(t)) return twoSided(t);
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** How many standard errors a 95% interval reaches to either side: 1.96 for many degrees of freedom, 12.7 for one. */
export function studentReach(degrees: number): number {
  let [low, high] = [1.9, 1000];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The regularised incomplete beta function.
 *
 * @see Abramowitz & Stegun 1964, 26.5.8 (the continued fraction) and 26.5.2 (its mirror)
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  let fraction = 1;
  for (let m = 200; m > 0; m--) {
    const odd = (-(a + m - 1) * (a + b + m - 1) * x) / ((a + 2 * m - 2) * (a + 2 * m - 1));
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return scale / (a * fraction);
}

/** ln of the gamma function: Stirling's series, after steps up to where it is exact to 14 digits. */
function logGamma(x: number): number {
  if (x < 12) return logGamma(x + 1) - Math.log(x);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5) - 1 / (1680 * x ** 7);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
