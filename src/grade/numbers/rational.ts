/** An exact fraction, `under` > 0; not always in lowest terms, so compare with `equalRationals`. */
export interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

/** Zero, the empty sum. */
export const zero: Rational = { over: 0n, under: 1n };
/** One, the empty product. */
export const one: Rational = { over: 1n, under: 1n };

/** The integer n as a fraction. */
export const integer = (n: bigint | number): Rational => ({ over: BigInt(n), under: 1n });

/** Number of binary digits of |n|, at most 3 too many. */
export function bitLength(n: bigint): number {
  if (n < 0n) n = -n;
  if (n < 9007199254740992n) return n === 0n ? 0 : Math.floor(Math.log2(Number(n))) + 1;
  return n.toString(16).length * 4;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

const reduceAbove = 1n << 48n;
const reduceBelow = 1n << 1024n;

/** over / under with a positive denominator; reduced where that is cheap and pays. @throws RangeError on under = 0 */
export function ratio(over: bigint, under: bigint): Rational {
  if (under === 0n) throw new RangeError("a fraction's denominator must not be 0");
  if (under < 0n) [over, under] = [-over, -under];
  if (under === 1n) return { over, under };
  if (over % under === 0n) return { over: over / under, under: 1n };
  if (under > reduceAbove && under < reduceBelow) {
    const divisor = greatestDivisor(over, under);
    return { over: over / divisor, under: under / divisor };
  }
  return { over, under };
}

/** Lowest terms; a fraction of more than 2,048 bits stays as it is, since Euclid's steps grow with the square of the length. */
export function reduced(a: Rational): Rational {
  if (a.under === 1n || bitLength(a.under) > 2048 || bitLength(a.over) > 4096) return a;
  const divisor = greatestDivisor(a.over, a.under);
  return divisor <= 1n ? a : { over: a.over / divisor, under: a.under / divisor };
}

/** a + b. */
export const add = (a: Rational, b: Rational): Rational =>
  a.under === b.under ? ratio(a.over + b.over, a.under) : ratio(a.over * b.under + b.over * a.under, a.under * b.under);
/** -a. */
export const negate = (a: Rational): Rational => ({ over: -a.over, under: a.under });
/** a - b. */
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
/** a * b. */
export const multiply = (a: Rational, b: Rational): Rational => ratio(a.over * b.over, a.under * b.under);
/** a / b, null where b = 0. */
export const divide = (a: Rational, b: Rational): Rational | null =>
  b.over === 0n ? null : ratio(a.over * b.under, a.under * b.over);

/** Whether a = b. */
export const equalRationals = (a: Rational, b: Rational): boolean => a.over * b.under === b.over * a.under;
/** The sign of a - b: -1, 0 or 1. */
export function order(a: Rational, b: Rational): -1 | 0 | 1 {
  const [left, right] = [a.over * b.under, b.over * a.under];
  return left < right ? -1 : left > right ? 1 : 0;
}
/** |a|. */
export const absolute = (a: Rational): Rational => (a.over < 0n ? negate(a) : a);

/** The integer that a is, or null. */
export const asInteger = (a: Rational): bigint | null => (a.over % a.under === 0n ? a.over / a.under : null);

/** The largest integer <= a. */
export function floor(a: Rational): bigint {
  const quotient = a.over / a.under;
  return a.over < 0n && quotient * a.under !== a.over ? quotient - 1n : quotient;
}

/** floor(sqrt(n)) for n >= 0. */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  const shift = Math.max(0, bitLength(n) - 100) & ~1;
  let root = BigInt(Math.floor(Math.sqrt(Number(n >> BigInt(shift))))) << BigInt(shift / 2);
  for (let steps = 0; steps < 64; steps++) {
    const next = (root + n / root) >> 1n;
    const change = next - root;
    root = next;
    if (change >= -1n && change <= 1n) break;
  }
  while (root * root > n) root--;
  while ((root + 1n) * (root + 1n) <= n) root++;
  return root;
}

/** The integer k-th root of n >= 0 where it is exact, else null. */
export function exactRoot(n: bigint, k: number): bigint | null {
  if (n < 2n || k === 1) return n;
  if (k === 2) {
    const root = integerSquareRoot(n);
    return root * root === n ? root : null;
  }
  const bits = bitLength(n);
  if (bits < k || bits > 4096) return null;
  let low = 1n;
  let high = 1n << BigInt(Math.ceil(bits / k) + 1);
  while (low <= high) {
    const middle = (low + high) >> 1n;
    const power = middle ** BigInt(k);
    if (power === n) return middle;
    if (power < n) low = middle + 1n;
    else high = middle - 1n;
  }
  return null;
}
