import type { Operator } from "../parse/node.ts";
import type { Budget } from "../numbers/budget.ts";
import {
  absolute,
  add,
  asInteger,
  bitLength,
  divide,
  exactRoot,
  floor,
  integer,
  multiply,
  negate,
  one,
  order,
  type Rational,
  ratio,
  reduced,
  subtract,
  zero,
} from "../numbers/rational.ts";

/** An operation on fractions; null where the result is not a fraction, or too long to write out. */
type Exact = (args: readonly Rational[], budget: Budget) => Rational | null;

const maxBits = 60_000;
const maxCount = 3000;

const unary =
  (operation: (a: Rational) => Rational | null): Exact =>
  ([a]) =>
    a === undefined ? null : operation(a);

const binary =
  (operation: (a: Rational, b: Rational, budget: Budget) => Rational | null): Exact =>
  ([a, b], budget) =>
    a === undefined || b === undefined ? null : operation(a, b, budget);

const onIntegers = (operation: (a: bigint, b: bigint) => bigint | null): Exact =>
  binary((a, b) => {
    const [x, y] = [asInteger(a), asInteger(b)];
    const result = x === null || y === null ? null : operation(x, y);
    return result === null ? null : integer(result);
  });

function integerPower(base: Rational, exponent: bigint, budget: Budget): Rational | null {
  if (exponent === 0n) return one;
  if (base.over === 0n) return exponent > 0n ? zero : null;
  const bits = Math.max(bitLength(base.over), bitLength(base.under));
  const size = exponent < 0n ? -exponent : exponent;
  if (size > 1_000_000n && bits > 1) return null;
  if (bits > 1 && bits * Number(size) > maxBits) return null;
  budget.spend(1 + (bits * Number(size % 1_000_000n)) / 1000);
  const reducedSize = bits <= 1 ? size % 2n : size;
  const power = { over: base.over ** reducedSize, under: base.under ** reducedSize };
  return exponent < 0n ? divide(one, power) : power;
}

/** The real root of degree `degree`, where it is a fraction: of a negative number for odd degrees. */
function root(a: Rational, degree: number): Rational | null {
  const lowest = reduced(a);
  if (lowest.over < 0n) {
    const positive = degree % 2 === 1 ? root(negate(lowest), degree) : null;
    return positive === null ? null : negate(positive);
  }
  const over = exactRoot(lowest.over, degree);
  const under = over === null ? null : exactRoot(lowest.under, degree);
  return over === null || under === null ? null : { over, under };
}

function power(base: Rational, exponent: Rational, budget: Budget): Rational | null {
  const whole = asInteger(exponent);
  if (whole !== null) return integerPower(base, whole, budget);
  if (base.over === 0n) return exponent.over > 0n ? zero : null;
  const lowest = reduced(exponent);
  if (lowest.under > 64n) return base.over === base.under ? one : null;
  const base1 = root(base, Number(lowest.under));
  return base1 === null ? null : integerPower(base1, lowest.over, budget);
}

function product(from: number, to: number, step: number, budget: Budget): bigint {
  let result = 1n;
  for (let n = from; n <= to; n += step) {
    result *= BigInt(n);
    if (n % 64 === 0) budget.spend(1 + bitLength(result) / 1000);
  }
  return result;
}

function factorial(a: Rational, step: 1 | 2, budget: Budget): Rational | null {
  const n = asInteger(a);
  if (n === null || n < 0n || n > maxCount) return null;
  return integer(product(step === 2 && n % 2n === 0n ? 2 : 1, Number(n), step, budget));
}

/** n (n-1) ... (n-k+1) / k! for any n and a whole k, and 0 for k < 0. */
function binomial(n: Rational, k: Rational, budget: Budget): Rational | null {
  const count = asInteger(k);
  const whole = asInteger(n);
  if (count === null || count > maxCount) return null;
  if (count < 0n) return zero;
  const shorter = whole !== null && whole >= count && whole - count < count ? whole - count : count;
  let result = one;
  for (let i = 0n; i < shorter; i++) {
    result = multiply(result, { over: n.over - i * n.under, under: n.under * (i + 1n) });
    budget.spend(1 + bitLength(result.over) / 500);
  }
  return result;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

function permutations(n: Rational, k: Rational, budget: Budget): Rational | null {
  const choices = binomial(n, k, budget);
  const orders = factorial(k, 1, budget);
  return choices === null || orders === null ? null : multiply(choices, orders);
}

const extreme =
  (sign: 1 | -1): Exact =>
  (args) =>
    args.reduce<Rational | null>((best, a) => (best === null || order(a, best) === sign ? a : best), null);

const identity = unary((a) => a);
const remainder = onIntegers((a, b) => (b === 0n ? null : ((a % b) + b) % b));

/** Each operation on fractions; an operation that is missing has no fraction as its result. */
const exactOperations: Partial<Record<Operator, Exact>> = {
  add: binary(add),
  subtract: binary(subtract),
  multiply: binary(multiply),
  divide: binary(divide),
  negate: unary(negate),
  power: binary(power),
  root: binary((a, degree) =>
    degree.under === 1n && degree.over > 0n && degree.over < 64n ? root(a, Number(degree.over)) : null,
  ),
  factorial: ([a], budget) => (a === undefined ? null : factorial(a, 1, budget)),
  doubleFactorial: ([a], budget) => (a === undefined ? null : factorial(a, 2, budget)),
  binomial: binary(binomial),
  permutations: binary(permutations),
  percent: unary((a) => ratio(a.over, a.under * 100n)),
  absolute: unary(absolute),
  floor: unary((a) => integer(floor(a))),
  ceiling: unary((a) => integer(-floor(negate(a)))),
  modulo: remainder,
  residue: remainder,
  gcd: onIntegers(gcd),
  lcm: onIntegers((a, b) => (a === 0n || b === 0n ? 0n : (a * b < 0n ? -a * b : a * b) / gcd(a, b))),
  max: extreme(1),
  min: extreme(-1),
  real: identity,
  imaginary: unary(() => zero),
};

/** Applies an operation to fractions exactly; null where the result is not a fraction or has more than 60,000 bits. */
export function applyExactly(operator: Operator, args: readonly Rational[], budget: Budget): Rational | null {
  const result = exactOperations[operator]?.(args, budget) ?? null;
  if (result === null) return null;
  const bits = bitLength(result.over) + bitLength(result.under);
  if (bits > 100) budget.spend(bits < 2048 ? bits / 16 : bits / 400);
  return bits > 2 * maxBits ? null : result;
}
