import { absoluteError, addBalls, type Ball, ballOf, ballZero, isNonZero, rounded, shifted, size } from "./ball.ts";
import { bitLength } from "./rational.ts";

/**
 * Exponential, logarithm, sine, cosine and arctangent of balls by Taylor series in fixed point. `bits` below is the number of
 * fractional bits of the fixed-point numbers; the guard bits cover the series' own rounding.
 */
const guardBits = 40;
const seriesError = 2 ** 20;

interface KnownConstant {
  bits: number;
  value: bigint;
}

/** sum of x^(2k+1) / (2k+1) with alternating or equal signs, for x = 1/n: arctan or artanh. */
function inverseSeries(n: bigint, isAlternating: boolean, bits: number): bigint {
  let term = (1n << BigInt(bits)) / n;
  let sum = term;
  const square = n * n;
  for (let k = 3n, sign = -1n; term !== 0n; k += 2n, sign = -sign) {
    term /= square;
    sum += (isAlternating ? sign : 1n) * (term / k);
  }
  return sum;
}

function cached(compute: (bits: number) => bigint): (bits: number) => bigint {
  let known: KnownConstant = { bits: 0, value: 0n };
  return (bits) => {
    if (known.bits < bits) known = { bits: bits + 64, value: compute(bits + 64) };
    return known.value >> BigInt(known.bits - bits);
  };
}

/** pi in fixed point (Machin). */
const piFixed = cached((bits) => 16n * inverseSeries(5n, true, bits) - 4n * inverseSeries(239n, true, bits));

/** ln 2 in fixed point (18 artanh 1/26 - 2 artanh 1/4801 + 8 artanh 1/8749). */
const ln2Fixed = cached(
  (bits) =>
    18n * inverseSeries(26n, false, bits) -
    2n * inverseSeries(4801n, false, bits) +
    8n * inverseSeries(8749n, false, bits),
);

/** pi as a ball. */
export const pi = (precision: number): Ball => ({ mid: piFixed(precision), exp: -precision, rad: 256 });

const fixed = (a: Ball, bits: number): bigint => shifted(a.mid, Math.max(a.exp + bits, -1e6));

const fromFixed = (value: bigint, exp: number, spread: number, precision: number): Ball | null =>
  rounded(value, exp, spread + seriesError, precision);

/** exp of a fixed-point number of small size (|x| < 1). */
function expFixed(x: bigint, bits: number): bigint {
  const halvings = 8n;
  const unit = 1n << BigInt(bits);
  const small = x >> halvings;
  let term = unit;
  let sum = unit;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * small) >> BigInt(bits)) / k;
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) >> BigInt(bits);
  return sum;
}

/** e^a; null where the result is out of range or a is not known to within 1. */
export function exponential(a: Ball, precision: number): Ball | null {
  if (a.mid === 0n && a.rad === 0) return ballOf(1);
  if (a.exp + bitLength(a.mid) > 42) return null;
  const error = absoluteError(a);
  if (error > 0.5) return null;
  const bits = precision + guardBits;
  const x = fixed(a, bits + 44);
  const ln2 = ln2Fixed(bits + 44);
  const count = (x + (ln2 >> 1n)) / ln2;
  const value = expFixed((x - count * ln2) >> 44n, bits);
  return fromFixed(value, Number(count) - bits, size(value) * error * 2, precision);
}

/** ln a for a > 0, else null. */
export function logarithm(a: Ball, precision: number): Ball | null {
  if (a.mid <= 0n || !isNonZero(a)) return null;
  if (a.rad === 0 && a.exp === 0 && a.mid === 1n) return ballZero;
  const bits = precision + guardBits;
  const length = bitLength(a.mid);
  const mantissa = shifted(a.mid, bits - length);
  const guess = Math.log(Number(mantissa >> BigInt(bits - 53)) / 2 ** 53);
  const guessFixed = BigInt(Math.round(guess * 2 ** 52)) << BigInt(bits - 52);
  const unit = 1n << BigInt(bits);
  const near = (mantissa * expFixed(-guessFixed, bits)) >> BigInt(bits);
  const z = ((near - unit) << BigInt(bits)) / (near + unit);
  const rest = 2n * oddSeries(z, false, bits);
  const value = guessFixed + rest + ((BigInt(a.exp + length) * ln2Fixed(bits + 50)) >> 50n);
  const spread = (a.rad / (size(a.mid) - a.rad)) * 2 ** Math.min(bits, 1000);
  return fromFixed(value, -bits, a.rad === 0 ? 0 : spread, precision);
}

/** z -+ z^3/3 + z^5/5 ... for a small fixed-point z. */
function oddSeries(z: bigint, isAlternating: boolean, bits: number): bigint {
  const square = (z * z) >> BigInt(bits);
  let term = z;
  let sum = z;
  for (let k = 3n, sign = -1n; term !== 0n && term !== -1n; k += 2n, sign = -sign) {
    term = (term * square) >> BigInt(bits);
    sum += (isAlternating ? sign : 1n) * (term / k);
  }
  return sum;
}

/** sin and cos of a fixed-point number of small size. */
function sineCosineFixed(x: bigint, bits: number): readonly [bigint, bigint] {
  const unit = 1n << BigInt(bits);
  let term = unit;
  let [sine, cosine] = [0n, unit];
  for (let k = 1; term !== 0n && term !== -1n; k++) {
    term = ((term * x) >> BigInt(bits)) / BigInt(k);
    const signed = k % 4 === 2 || k % 4 === 3 ? -term : term;
    if (k % 2 === 1) sine += signed;
    else cosine += signed;
  }
  return [sine, cosine];
}

/** [sin a, cos a]; null where a is too large or too vague to be reduced. */
export function sineCosine(a: Ball, precision: number): readonly [Ball, Ball] | null {
  const magnitude = a.exp + bitLength(a.mid);
  const error = absoluteError(a);
  if (magnitude > 256 || error > 0.5) return null;
  if (a.mid === 0n && a.rad === 0) return [ballZero, ballOf(1)];
  const bits = precision + guardBits;
  const extra = Math.max(0, magnitude) + 8;
  const x = fixed(a, bits + extra);
  const quarter = piFixed(bits + extra) >> 1n;
  const turns = (2n * x + (x < 0n ? -quarter : quarter)) / (2n * quarter);
  const [s, c] = sineCosineFixed((x - turns * quarter) >> BigInt(extra), bits);
  const [sine, cosine] = [
    [s, c],
    [c, -s],
    [-s, -c],
    [-c, s],
  ][Number(((turns % 4n) + 4n) % 4n)] as [bigint, bigint]; // the index is 0..3
  const spread = error === 0 ? 0 : error * 2 ** Math.min(bits, 1000);
  const [sineBall, cosineBall] = [sine, cosine].map((value) => fromFixed(value, -bits, spread, precision)) as [
    Ball | null,
    Ball | null,
  ]; // map keeps the length
  return sineBall === null || cosineBall === null ? null : [sineBall, cosineBall];
}

/** arctan a. */
export function arcTangent(a: Ball, precision: number): Ball | null {
  if (a.mid === 0n && a.rad === 0) return ballZero;
  const magnitude = a.exp + bitLength(a.mid);
  const error = absoluteError(a);
  if (magnitude > 64 || !Number.isFinite(error)) return null;
  const bits = precision + guardBits;
  const x = fixed(a, bits);
  const guess = Math.atan(Number(x >> BigInt(bits - 60)) / 2 ** 60);
  const guessFixed = BigInt(Math.round(guess * 2 ** 52)) << BigInt(bits - 52);
  const [s, c] = sineCosineFixed(guessFixed, bits);
  const rest = ((((x * c) >> BigInt(bits)) - s) << BigInt(bits)) / (c + ((x * s) >> BigInt(bits)));
  const spread = error === 0 ? 0 : error * 2 ** Math.min(bits, 1000);
  const lost = magnitude > 0 ? 2 ** magnitude : 0;
  return fromFixed(guessFixed + oddSeries(rest, true, bits), -bits, spread + lost, precision);
}

/** The angle of the point (x, y) in (-pi, pi]; null where the point may be the origin or its side is not known. */
export function angle(y: Ball, x: Ball, quotient: (a: Ball, b: Ball) => Ball | null, precision: number): Ball | null {
  const half = { ...pi(precision), exp: -precision - 1 };
  if (isNonZero(x)) {
    const slope = quotient(y, x);
    const base = slope === null ? null : arcTangent(slope, precision);
    if (base === null || x.mid > 0n) return base;
    const isBelow = y.mid < 0n;
    if (!isNonZero(y) && y.rad !== 0) return null;
    return addBalls(base, isBelow ? { ...pi(precision), mid: -pi(precision).mid } : pi(precision), precision);
  }
  if (!isNonZero(y)) return null;
  const slope = quotient(x, y);
  const base = slope === null ? null : arcTangent(slope, precision);
  if (base === null) return null;
  const quarter = y.mid > 0n ? half : { ...half, mid: -half.mid };
  return addBalls(quarter, { ...base, mid: -base.mid }, precision);
}
