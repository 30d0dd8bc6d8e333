import type { Operator } from "../parse/node.ts";
import { ballOf, ballToDouble, isNonZero, relativeError } from "../numbers/ball.ts";
import { type Complex, type ComplexField, imaginaryUnit, isReal, real } from "../numbers/complex.ts";
import { pi } from "../numbers/elementary.ts";
import { reduced, type Rational } from "../numbers/rational.ts";

type Maybe = Complex | null;
type Approximate = (field: ComplexField, args: readonly Complex[]) => Maybe;

const complexOne: Complex = { re: ballOf(1), im: ballOf(0) };
const two: Complex = { re: ballOf(2), im: ballOf(0) };

const unary =
  (operation: (field: ComplexField, a: Complex) => Maybe): Approximate =>
  (field, [a]) =>
    a === undefined ? null : operation(field, a);

const binary =
  (operation: (field: ComplexField, a: Complex, b: Complex) => Maybe): Approximate =>
  (field, [a, b]) =>
    a === undefined || b === undefined ? null : operation(field, a, b);

const subtract = (field: ComplexField, a: Complex, b: Complex): Maybe => field.add(a, field.negate(b));
const inverse = (field: ComplexField, a: Maybe): Maybe => (a === null ? null : field.divide(complexOne, a));
const quotient = (field: ComplexField, a: Maybe, b: Maybe): Maybe =>
  a === null || b === null ? null : field.divide(a, b);

const sine = unary((field, a) => field.sineCosine(a)?.[0] ?? null);
const cosine = unary((field, a) => field.sineCosine(a)?.[1] ?? null);
const tangent: Approximate = (field, args) => quotient(field, sine(field, args), cosine(field, args));
const cotangent: Approximate = (field, args) => quotient(field, cosine(field, args), sine(field, args));

/** [e^a + sign e^-a] / 2. */
const hyperbolic = (sign: 1 | -1): Approximate =>
  unary((field, a) => {
    const grown = field.exponential(a);
    const shrunk = inverse(field, grown);
    if (grown === null || shrunk === null) return null;
    return quotient(field, sign === 1 ? field.add(grown, shrunk) : subtract(field, grown, shrunk), two);
  });
const sinh = hyperbolic(-1);
const cosh = hyperbolic(1);

/** arcsin a = the angle of (sqrt(1 - a^2), a), for real a in [-1, 1]. */
const arcSine = unary((field, a) => {
  const square = field.multiply(a, a);
  const rest = square === null ? null : subtract(field, complexOne, square);
  const base = rest === null ? null : field.squareRoot(rest);
  return base === null || !isReal(base) ? null : field.angle(a, base);
});

const arcCosine = unary((field, a) => {
  const square = field.multiply(a, a);
  const rest = square === null ? null : subtract(field, complexOne, square);
  const height = rest === null ? null : field.squareRoot(rest);
  return height === null || !isReal(height) ? null : field.angle(height, a);
});

/** ln(a + sqrt(a^2 + shift)): arsinh for 1, arcosh for -1. */
const areaFunction = (shift: 1 | -1): Approximate =>
  unary((field, a) => {
    const square = field.multiply(a, a);
    const shifted = square === null ? null : field.add(square, { re: ballOf(shift), im: ballOf(0) });
    const root = shifted === null ? null : field.squareRoot(shifted);
    const sum = root === null ? null : field.add(a, root);
    return sum === null ? null : field.logarithm(sum);
  });

const areaTangent = unary((field, a) => {
  const above = field.add(complexOne, a);
  const below = subtract(field, complexOne, a);
  const share = quotient(field, above, below);
  const log = share === null ? null : field.logarithm(share);
  return quotient(field, log, two);
});

const ofInverse = (operation: Approximate): Approximate =>
  unary((field, a) => {
    const turned = inverse(field, a);
    return turned === null ? null : operation(field, [turned]);
  });

const inverted =
  (operation: Approximate): Approximate =>
  (field, args) =>
    inverse(field, operation(field, args));

/** The whole number a real ball pins down: the integer within its error when that is unique, else the one below its midpoint. */
function floorOf(field: ComplexField, a: Complex, direction: 1 | -1): Maybe {
  if (!isReal(a) || relativeError(a.re) > 2 ** -20 || Math.abs(a.re.exp) > 2000) return null;
  const value = direction === 1 ? a.re : field.negate(a).re;
  const ulp = value.exp >= 0 ? value.mid << BigInt(value.exp) : value.mid >> BigInt(-value.exp);
  const above = ulp + 1n;
  const reach = value.exp >= 0 ? 0n : (value.mid + BigInt(Math.ceil(value.rad))) >> BigInt(-value.exp);
  const whole = reach === above ? above : ulp;
  return real(ballOf(direction === 1 ? whole : -whole));
}

const realPart = (z: Complex): Complex => ({ re: z.re, im: ballOf(0) });

/** The number of which `exponent` is the exact value, when the exponent is an integer small enough for repeated squaring. */
function smallInteger(exponent: Complex): number | null {
  if (!isReal(exponent) || exponent.re.rad !== 0) return null;
  const value = ballToDouble(exponent.re);
  return Number.isInteger(value) && Math.abs(value) < 2 ** 40 ? value : null;
}

const power = binary((field, base, exponent) => {
  const whole = smallInteger(exponent);
  if (whole !== null) return field.integerPower(base, whole);
  return field.power(base, exponent);
});

function logarithmToBase(field: ComplexField, a: Complex, base: Complex | undefined): Maybe {
  const log = field.logarithm(a);
  if (base === undefined) return null;
  return quotient(field, log, field.logarithm(base));
}

const extreme =
  (sign: 1 | -1): Approximate =>
  (field, args) =>
    args.reduce<Maybe>((best, a) => {
      if (best === null || !isReal(a) || !isReal(best)) return best;
      const difference = subtract(field, a, best);
      if (difference === null || !isNonZero(difference.re)) return best;
      return difference.re.mid > 0n === (sign === 1) ? a : best;
    }, args[0] ?? null);

/** pi / 180 times a. */
const degrees = unary((field, a) =>
  quotient(field, field.multiply(a, { re: pi(field.precision), im: ballOf(0) }), { re: ballOf(180), im: ballOf(0) }),
);

const approximateOperations: Partial<Record<Operator, Approximate>> = {
  add: binary((field, a, b) => field.add(a, b)),
  subtract: binary(subtract),
  multiply: binary((field, a, b) => field.multiply(a, b)),
  divide: binary((field, a, b) => field.divide(a, b)),
  negate: unary((field, a) => field.negate(a)),
  power,
  root: binary((field, a, degree) => rootOf(field, a, smallInteger(degree))),
  percent: unary((field, a) => field.divide(a, { re: ballOf(100), im: ballOf(0) })),
  degree: degrees,
  absolute: unary((field, a) => field.absolute(a)),
  floor: unary((field, a) => floorOf(field, a, 1)),
  ceiling: unary((field, a) => floorOf(field, a, -1)),
  exp: unary((field, a) => field.exponential(a)),
  ln: unary((field, a) => field.logarithm(a)),
  log: (field, [a, base]) => (a === undefined ? null : logarithmToBase(field, a, base)),
  sin: sine,
  cos: cosine,
  tan: tangent,
  cot: cotangent,
  sec: inverted(cosine),
  csc: inverted(sine),
  arcsin: arcSine,
  arccos: arcCosine,
  arctan: unary((field, a) => field.arcTangent(a)),
  arccot: unary((field, a) => field.angle(complexOne, a)),
  arcsec: ofInverse(arcCosine),
  arccsc: ofInverse(arcSine),
  sinh,
  cosh,
  tanh: (field, args) => quotient(field, sinh(field, args), cosh(field, args)),
  coth: (field, args) => quotient(field, cosh(field, args), sinh(field, args)),
  sech: inverted(cosh),
  csch: inverted(sinh),
  arsinh: areaFunction(1),
  arcosh: areaFunction(-1),
  artanh: areaTangent,
  max: extreme(1),
  min: extreme(-1),
  real: unary((_, a) => realPart(a)),
  imaginary: unary((_, a) => ({ re: a.im, im: ballOf(0) })),
};

/** The root of a whole degree: the principal one, and the real one of a negative number for odd degrees. */
function rootOf(field: ComplexField, a: Complex, degree: number | null): Maybe {
  if (degree === null || degree < 1) return null;
  if (degree === 1) return a;
  if (degree === 2) return field.squareRoot(a);
  if (a.re.mid === 0n && a.re.rad === 0 && isReal(a)) return a;
  const isNegative = isReal(a) && a.re.mid < 0n && isNonZero(a.re);
  const log = field.logarithm(isNegative && degree % 2 === 1 ? field.negate(a) : a);
  const share = log === null ? null : field.divide(log, { re: ballOf(degree), im: ballOf(0) });
  const root = share === null ? null : field.exponential(share);
  return root !== null && isNegative && degree % 2 === 1 ? field.negate(root) : root;
}

/** base^(p/q) for a fraction: through the q-th root, so that odd roots of negative numbers are real. */
export function rationalPower(field: ComplexField, base: Complex, exponent: Rational): Maybe {
  const { over, under } = reduced(exponent);
  const isZero = isReal(base) && base.re.mid === 0n && base.re.rad === 0;
  if (isZero) return over > 0n ? base : null;
  if (under > 64n || over > 1n << 40n || -over > 1n << 40n) {
    const { re } = base;
    if (isReal(base) && re.mid < 0n) return null;
    const quotientBall = field.divide({ re: ballOf(over), im: ballOf(0) }, { re: ballOf(under), im: ballOf(0) });
    return quotientBall === null ? null : field.power(base, quotientBall);
  }
  const root = rootOf(field, base, Number(under));
  return root === null ? null : field.integerPower(root, Number(over));
}

const cheap: ReadonlySet<Operator> = new Set([
  "add",
  "subtract",
  "multiply",
  "divide",
  "negate",
  "percent",
  "absolute",
]);

/** How many budget units an operation costs at a precision. */
export const costOf = (operator: Operator, precision: number): number =>
  (cheap.has(operator) ? 1 : 12) * (precision / 128);

/** Applies an operation to complex balls; null where it is undefined, unknown here, or too vague. */
export function applyApproximately(operator: Operator, args: readonly Complex[], field: ComplexField): Maybe {
  return approximateOperations[operator]?.(field, args) ?? null;
}

/** The value of a named constant as a complex ball; null for those that are no numbers. */
export function constantValue(name: string, field: ComplexField): Maybe {
  if (name === "pi") return real(pi(field.precision));
  if (name === "e") return field.exponential(complexOne);
  if (name === "i") return imaginaryUnit;
  if (name !== "phi") return null;
  const root = field.squareRoot({ re: ballOf(5), im: ballOf(0) });
  const sum = root === null ? null : field.add(complexOne, root);
  return quotient(field, sum, two);
}
