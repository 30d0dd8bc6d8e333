import { bitLength, integerSquareRoot, type Rational } from "./rational.ts";

/**
 * A real number known up to an error: it lies in [(mid - rad) 2^exp, (mid + rad) 2^exp]. Every operation widens `rad` by its own
 * rounding, so that two disjoint balls prove two different numbers (midpoint-radius arithmetic, as in Johansson's Arb).
 */
export interface Ball {
  readonly mid: bigint;
  readonly exp: number;
  readonly rad: number;
}

/** Exactly 0. */
export const ballZero: Ball = { mid: 0n, exp: 0, rad: 0 };

const maxExponent = 2 ** 44;

/** 2^n as a double, 0 or Infinity beyond its range. */
export const powerOfTwo = (n: number): number => (n > 1023 ? Infinity : n < -1074 ? 0 : 2 ** n);

/** |mid| as a double. */
export const size = (mid: bigint): number => Math.abs(Number(mid));

/** a * b for radii, where 0 * Infinity is 0. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b * (1 + 2 ** -50));

/** mid << n for n >= 0, mid >> -n (towards -Infinity) else. */
export const shifted = (mid: bigint, n: number): bigint => (n >= 0 ? mid << BigInt(n) : mid >> BigInt(-n));

/** The ball rounded to `precision` bits; null when its exponent is out of bounds or its error is not finite. */
export function rounded(mid: bigint, exp: number, rad: number, precision: number): Ball | null {
  const drop = bitLength(mid) - precision;
  if (drop > 0) {
    mid >>= BigInt(drop);
    rad = times(rad, powerOfTwo(-drop)) + 1;
    exp += drop;
  }
  return Math.abs(exp) > maxExponent || !Number.isFinite(rad) ? null : { mid, exp, rad };
}

/** An integer as a ball, exact. */
export const ballOf = (n: number | bigint): Ball => ({ mid: BigInt(n), exp: 0, rad: 0 });

/** A fraction as a ball; exact for integers. */
export function ballFromRational(a: Rational, precision: number): Ball | null {
  if (a.under === 1n) return rounded(a.over, 0, 0, precision);
  const shift = Math.max(0, precision + 2 + bitLength(a.under) - bitLength(a.over));
  return rounded((a.over << BigInt(shift)) / a.under, -shift, 1, precision);
}

const top = (a: Ball): number => a.exp + bitLength(a.mid);

/** The ball's midpoint and radius over the coarser grid 2^exp. */
function onGrid(a: Ball, exp: number): { mid: bigint; rad: number } {
  const up = a.exp - exp;
  if (up >= 0) return { mid: a.mid << BigInt(up), rad: times(a.rad, powerOfTwo(up)) };
  return { mid: shifted(a.mid, Math.max(up, -1e6)), rad: times(a.rad, powerOfTwo(up)) + 1 };
}

/** a + b. */
export function addBalls(a: Ball, b: Ball, precision: number): Ball | null {
  if (a.mid === 0n && a.rad === 0) return b;
  if (b.mid === 0n && b.rad === 0) return a;
  const lowest = Math.max(top(a), top(b)) - precision - 64;
  const exp = Math.max(Math.min(a.exp, b.exp), lowest);
  const [x, y] = [onGrid(a, exp), onGrid(b, exp)];
  return rounded(x.mid + y.mid, exp, x.rad + y.rad, precision);
}

/** -a. */
export const negateBall = (a: Ball): Ball => ({ mid: -a.mid, exp: a.exp, rad: a.rad });

/** a * b. */
export function multiplyBalls(a: Ball, b: Ball, precision: number): Ball | null {
  const rad =
    a.rad === 0 && b.rad === 0 ? 0 : times(size(a.mid), b.rad) + times(size(b.mid), a.rad) + times(a.rad, b.rad);
  return rounded(a.mid * b.mid, a.exp + b.exp, rad, precision);
}

/** Whether the ball's own error does not reach 0. */
export const isNonZero = (a: Ball): boolean => size(a.mid) > a.rad;

/** a / b; null where b may be 0. */
export function divideBalls(a: Ball, b: Ball, precision: number): Ball | null {
  if (!isNonZero(b)) return null;
  if (a.mid === 0n && a.rad === 0) return ballZero;
  const shift = Math.max(0, precision + 2 + bitLength(b.mid) - bitLength(a.mid));
  const quotient = (a.mid << BigInt(shift)) / b.mid;
  const spread = times(a.rad, powerOfTwo(shift)) + times(size(quotient) + 1, b.rad);
  const isExact = spread === 0 && quotient * b.mid === a.mid << BigInt(shift);
  const rad = isExact ? 0 : (spread / (size(b.mid) - b.rad)) * (1 + 2 ** -48) + 1;
  return rounded(quotient, a.exp - b.exp - shift, rad, precision);
}

/** The square root; null for a number that is, or may be, negative beyond its error. */
export function squareRoot(a: Ball, precision: number): Ball | null {
  if (a.mid < 0n && isNonZero(a)) return null;
  if (!isNonZero(a)) {
    if (a.rad === 0) return ballZero;
    // Between 0 and the root of the upper end: the midpoint is 0 and the radius that root.
    const half = Math.floor(a.exp / 2);
    const reach = Math.sqrt((size(a.mid) + a.rad) * (a.exp % 2 === 0 ? 1 : 2)) * (1 + 2 ** -48) + 1;
    return rounded(0n, half, reach, precision);
  }
  let shift = Math.max(0, 2 * precision + 4 - bitLength(a.mid));
  if ((a.exp - shift) % 2 !== 0) shift++;
  const radicand = a.mid << BigInt(shift);
  const root = integerSquareRoot(radicand);
  const isExact = a.rad === 0 && root * root === radicand;
  const spread = times(a.rad, powerOfTwo(shift)) / (size(root) * Math.sqrt(1 - a.rad / size(a.mid)));
  return rounded(root, (a.exp - shift) / 2, isExact ? 0 : spread * (1 + 2 ** -48) + 1, precision);
}

/** The nearest double. */
export function ballToDouble(a: Ball): number {
  const bits = bitLength(a.mid);
  if (bits <= 1000) return scaled(Number(a.mid), a.exp);
  return scaled(Number(a.mid >> BigInt(bits - 64)), a.exp + bits - 64);
}

function scaled(mantissa: number, exp: number): number {
  if (mantissa === 0) return 0;
  const half = Math.trunc(exp / 2);
  return mantissa * powerOfTwo(half) * powerOfTwo(exp - half);
}

/** The absolute error as a double, rounded up; 0 only for an exact ball. */
export const absoluteError = (a: Ball): number =>
  a.rad === 0 ? 0 : Math.max(times(a.rad, powerOfTwo(a.exp)), Number.MIN_VALUE);

/** The error relative to the midpoint's size; Infinity where the ball contains 0. */
export const relativeError = (a: Ball): number => (isNonZero(a) ? a.rad / size(a.mid) : a.rad === 0 ? 0 : Infinity);
