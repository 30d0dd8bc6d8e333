import type { FoldNode, Node, NumberNode } from "../parse/node.ts";
import { ballFromRational, type Ball } from "../numbers/ball.ts";
import { applyApproximately, constantValue, costOf, rationalPower } from "./ball-operations.ts";
import type { Budget } from "../numbers/budget.ts";
import { type Complex, type ComplexField, isReal, real } from "../numbers/complex.ts";
import { applyExactly } from "./exact-operations.ts";
import { compile, type Program, type Step } from "./program.ts";
import { add, asInteger, integer, one, order, type Rational, zero } from "../numbers/rational.ts";

/** A number as far as it is known: an exact fraction, or complex balls. */
export type Value =
  | { readonly kind: "exact"; readonly value: Rational }
  | { readonly kind: "ball"; readonly value: Complex };

/** How to evaluate: at which point, how precisely, and in which numbers. */
export interface Setting {
  readonly point: ReadonlyMap<string, Rational>;
  readonly field: ComplexField;
  readonly budget: Budget;
  /** Whether an intermediate result may leave the real numbers; where not, it is undefined. */
  readonly allowsComplex: boolean;
  /** From how many significant digits on a written decimal stands for all numbers that round to it; Infinity for never. */
  readonly roundsFrom: number;
  /** Whether a degree or percent sign is left out, for the comparison with an answer that has none. */
  readonly ignoresSigns: boolean;
  /** The base of a `log` that states none. */
  readonly logBase: "10" | "e";
}

const maxTerms = 2000n;

const exact = (value: Rational | null): Value | null => (value === null ? null : { kind: "exact", value });
const ball = (value: Complex | null): Value | null => (value === null ? null : { kind: "ball", value });

/** The value as complex balls. */
export function asComplex(value: Value, field: ComplexField): Complex | null {
  return value.kind === "ball" ? value.value : real(ballFromRational(value.value, field.precision));
}

/** Whether a literal is a decimal of at least `digits` significant digits that is not a whole number. */
export const isRounded = (node: NumberNode, digits: number): boolean =>
  node.places > 0 && node.significant >= digits && node.value.over % node.value.under !== 0n;

/**
 * The numbers that a decimal may stand for, as their middle and how far they reach: half a unit of the last place either way. From
 * five digits on its last digits may be cut off instead, so that they reach a whole unit away from 0; from 15 on it is a double, in
 * which a few operations cost some of the last bits.
 */
function roundedRange({ value, places, significant }: NumberNode): readonly [middle: Rational, reach: Rational] {
  const quarters = (count: bigint): Rational => ({ over: count, under: 4n * 10n ** BigInt(places) });
  const bits: Rational = { over: value.over, under: value.under << 50n };
  if (significant >= 15 && order(bits, quarters(4n)) > 0) return [value, bits];
  return significant >= 5 ? [add(value, quarters(1n)), quarters(3n)] : [value, quarters(2n)];
}

/** The ball of all numbers that round to the decimal as written. */
function roundedLiteral(node: NumberNode, field: ComplexField): Value | null {
  const [value, reach] = roundedRange(node);
  const [middle, radius] = [ballFromRational(value, field.precision), ballFromRational(reach, 53)];
  if (middle === null || radius === null) return null;
  const rad = middle.rad + Number(radius.mid + 2n) * 2 ** (radius.exp - middle.exp);
  const wide: Ball = { mid: middle.mid, exp: middle.exp, rad };
  return ball(real(wide));
}

function leafValue(node: Node, setting: Setting): Value | null {
  if (node.kind === "number") {
    return isRounded(node, setting.roundsFrom) ? roundedLiteral(node, setting.field) : exact(node.value);
  }
  if (node.kind === "symbol") return exact(setting.point.get(node.name) ?? null);
  if (node.kind === "constant") return ball(constantValue(node.name, setting.field));
  return null;
}

function applyStep(step: Step, args: readonly Value[], setting: Setting): Value | null {
  const { node } = step;
  if (node.kind !== "apply") return null;
  const [only] = args;
  if (setting.ignoresSigns && (node.operator === "degree" || node.operator === "percent")) return only ?? null;
  const fractions = args.flatMap((arg) => (arg.kind === "exact" ? [arg.value] : []));
  if (fractions.length === args.length) {
    const result = applyExactly(node.operator, fractions, setting.budget);
    if (result !== null) return { kind: "exact", value: result };
  }
  setting.budget.spend(costOf(node.operator, setting.field.precision));
  const balls = args.map((arg) => asComplex(arg, setting.field));
  const complexes = balls.filter((z) => z !== null);
  if (complexes.length < balls.length) return null;
  const [first, second] = [complexes[0], args[1]];
  if (node.operator === "power" && second?.kind === "exact" && first !== undefined) {
    return ball(rationalPower(setting.field, first, second.value));
  }
  if (node.operator === "log" && complexes.length === 1) {
    if (setting.logBase === "e") return ball(applyApproximately("ln", complexes, setting.field));
    const ten = real(ballFromRational(integer(10), setting.field.precision));
    return ten === null ? null : ball(applyApproximately("log", [...complexes, ten], setting.field));
  }
  return ball(applyApproximately(node.operator, complexes, setting.field));
}

function fold(node: FoldNode, body: Program, from: Value, to: Value, setting: Setting): Value | null {
  const first = from.kind === "exact" ? asInteger(from.value) : null;
  const last = to.kind === "exact" ? asInteger(to.value) : null;
  if (first === null || last === null || last - first > maxTerms) return null;
  const isSum = node.operator === "sum";
  let total: Value = { kind: "exact", value: isSum ? zero : one };
  for (let i = first; i <= last; i++) {
    const point = new Map(setting.point).set(node.variable, integer(i));
    const term = run(body, { ...setting, point });
    const next: Value | null = term === null ? null : combine(isSum, total, term, setting);
    if (next === null) return null;
    total = next;
  }
  return total;
}

function combine(isSum: boolean, a: Value, b: Value, { field, budget }: Setting): Value | null {
  budget.spend(2);
  if (a.kind === "exact" && b.kind === "exact") {
    const result = applyExactly(isSum ? "add" : "multiply", [a.value, b.value], budget);
    if (result !== null) return exact(result);
  }
  const [x, y] = [asComplex(a, field), asComplex(b, field)];
  if (x === null || y === null) return null;
  return ball(isSum ? field.add(x, y) : field.multiply(x, y));
}

function run(program: Program, setting: Setting): Value | null {
  const values: Value[] = [];
  for (const step of program) {
    setting.budget.spend(0.3);
    const args = step.args.flatMap((i) => values[i] ?? []);
    let value: Value | null;
    if (step.node.kind === "fold") {
      const [from, to] = args;
      const isRunnable = step.body !== undefined && from !== undefined && to !== undefined;
      value = isRunnable ? fold(step.node, step.body, from, to, setting) : null;
    } else {
      value = step.args.length === 0 ? leafValue(step.node, setting) : applyStep(step, args, setting);
    }
    if (value === null || (!setting.allowsComplex && value.kind === "ball" && !isReal(value.value))) return null;
    values.push(value);
  }
  return values.at(-1) ?? null;
}

/**
 * The value of an expression at a point; null where it is undefined there, has no value, or is too vague at this precision.
 *
 * @throws BudgetExceeded when the setting's budget is used up
 */
export function evaluate(node: Node, setting: Setting): Value | null {
  return run(compile(node), setting);
}
