import { ballToDouble, isNonZero } from "../numbers/ball.ts";
import { asComplex, evaluate, isRounded, type Setting, type Value } from "../evaluate/evaluate.ts";
import { type Rational, reduced } from "../numbers/rational.ts";
import { contains, type Node, type Operator, walk } from "../parse/node.ts";
import { type Domain, pointOf } from "./points.ts";
import { compareValues, fieldOf, overlap, precisions, relativeDistance } from "./values.ts";
import { anyOf, type Comparison, type Verdict } from "./verdict.ts";

const noPoint: ReadonlyMap<string, Rational> = new Map();
const relativeTolerance = 1.1e-3;
const wholeNumberOperators: ReadonlySet<Operator> = new Set([
  "factorial",
  "doubleFactorial",
  "binomial",
  "permutations",
  "modulo",
  "residue",
  "gcd",
  "lcm",
]);

/** The unknowns of an expression, sorted; a sum's own variable is none. */
export function unknownsOf(...roots: readonly Node[]): string[] {
  const names = new Set<string>();
  const bound = new Set<string>();
  for (const root of roots) {
    for (const node of walk(root)) {
      if (node.kind === "symbol") names.add(node.name);
      if (node.kind === "fold") bound.add(node.variable);
    }
  }
  return [...names].filter((name) => !bound.has(name)).sort();
}

const usesI = (node: Node): boolean => contains(node, (inner) => inner.kind === "constant" && inner.name === "i");
const isWholeName = (name: string): boolean => /^[i-nI-N](?:_|$)/.test(name);

/** Whether an expression is one of whole numbers: by what it does, or where it rounds, by the names it does that to. */
function countsOnly(node: Node): boolean {
  const rounds = contains(node, (inner) => inner.kind === "apply" && /^(?:floor|ceiling)$/.test(inner.operator));
  if (rounds && unknownsOf(node).every(isWholeName)) return true;
  return contains(
    node,
    (inner) => (inner.kind === "apply" && wholeNumberOperators.has(inner.operator)) || inner.kind === "fold",
  );
}

function setting(comparison: Comparison, precision: number, point: Setting["point"], allowsComplex: boolean): Setting {
  const { budget, logBase, ignoresSigns } = comparison;
  return { point, field: fieldOf(precision), budget, allowsComplex, roundsFrom: Infinity, ignoresSigns, logBase };
}

/** Compares at one point, with more precision where the first leaves it open; null where either side is undefined. */
function compareAt(a: Node, b: Node, at: (precision: number) => Setting): Verdict | null {
  for (const precision of precisions) {
    const here = at(precision);
    const [x, y] = [evaluate(a, here), evaluate(b, here)];
    const isVague = x === null || y === null;
    if (isVague && here.point.size > 0) return null;
    if (isVague) continue;
    const verdict = compareValues(x, y, here.field);
    if (verdict !== "unknown") return verdict;
    if (precision === precisions.at(-1)) return "unknown";
  }
  return null;
}

interface Plan {
  readonly domain: Domain;
  readonly number: number;
  readonly allowsComplex: boolean;
}

const plans = (domains: readonly Domain[], allowsComplex: boolean): Plan[] =>
  domains.map((domain, number) => ({ domain, number, allowsComplex }));

const realDomains: readonly Domain[] = ["signed", "positive", "signed", "large", "unit"];
const countingDomains: readonly Domain[] = Array.from({ length: 12 }, () => "counting");

/** Where to sample, in rounds; a later round runs only when the earlier ones met too few points where both sides are defined. */
function roundsFor(a: Node, b: Node): readonly (readonly Plan[])[] {
  const complex = usesI(a) || usesI(b);
  const counting = plans(countingDomains, complex);
  if (countsOnly(a) && countsOnly(b)) return [counting];
  const real = plans(realDomains, complex);
  return complex ? [real, counting] : [real, counting, plans(realDomains, true)];
}

function compareBySampling(a: Node, b: Node, names: readonly string[], comparison: Comparison): Verdict {
  let undecided = 0;
  for (const round of roundsFor(a, b)) {
    let agreeing = 0;
    for (const plan of round) {
      const point = pointOf(names, plan.domain, plan.number);
      const verdict = compareAt(a, b, (precision) => setting(comparison, precision, point, plan.allowsComplex));
      if (verdict === "different") return "different";
      if (verdict === "equal") agreeing++;
      if (verdict === "unknown") undecided++;
    }
    if (agreeing >= 2 && agreeing > undecided) return "equal";
  }
  return "unknown";
}

/** How many significant digits the decimals of an expression have: the most precise counts, 0 without any. */
function decimalDigits(node: Node): number {
  let digits = 0;
  for (const inner of walk(node))
    if (inner.kind === "number" && isRounded(inner, 2)) digits = Math.max(digits, inner.significant);
  return digits;
}

/** How many significant digits write a value out, Infinity where it never ends. */
function digitsToWrite(value: Value): number {
  if (value.kind === "ball") return Infinity;
  let { over, under } = reduced(value.value);
  for (let i = 0; under !== 1n; i++) {
    if (i > 40) return Infinity;
    over *= 10n;
    if (over % under === 0n) [over, under] = [over / under, 1n];
  }
  const text = String(over < 0n ? -over : over).slice(0, 400);
  return text.replace(/0{1,400}$/, "").length;
}

/**
 * From how many digits on a side's decimals count as rounded, given the digits of the other; Infinity where they don't. The fewer
 * digits there are, the more must the other side have that were rounded away.
 */
function roundingFrom(own: number, other: number): number {
  const missing = other - own;
  const isShorter =
    (own >= 5 && missing >= 1) ||
    (own >= 4 && missing >= 2) ||
    (own >= 3 && missing >= 3) ||
    (own >= 2 && missing >= 8);
  return isShorter ? own : Infinity;
}

/**
 * Whether the decimals of one side are the other side rounded: `0.333` for 1/3, `40\pi` as `125.66`. The side with fewer digits is the
 * rounded one, with at least three digits (two against a decimal of ten or more), and within 0.11% in all.
 */
function agreesRounded(a: Node, b: Node, names: readonly string[], comparison: Comparison): boolean {
  const point = names.length === 0 ? noPoint : null;
  const [ownA, ownB] = [decimalDigits(a), decimalDigits(b)];
  if (ownA === 0 && ownB === 0) return false;
  const complex = names.length === 0 || usesI(a) || usesI(b);
  const domains: readonly Domain[] = point === null ? ["positive", "signed", "unit"] : ["unit"];
  let agreeing = 0;
  for (const [number, domain] of domains.entries()) {
    const base = setting(comparison, precisions[0], point ?? pointOf(names, domain, number), complex);
    const agreement = agreesRoundedAt(a, b, ownA, ownB, base, comparison);
    if (agreement === false) return false;
    if (agreement === true) agreeing++;
  }
  return agreeing > 0;
}

/** How many digits a decimal needs to stand for a gold without decimals: for a fraction one fewer than for a root or \pi. */
const digitsForGold = (gold: Value, { isGoldFirst, exactFromDigits }: Comparison): number =>
  isGoldFirst ? exactFromDigits - (gold.kind === "exact" ? 1 : 0) : 0;

function agreesRoundedAt(
  a: Node,
  b: Node,
  ownA: number,
  ownB: number,
  base: Setting,
  comparison: Comparison,
): boolean | null {
  const [x, y] = [evaluate(a, base), evaluate(b, base)];
  if (x === null || y === null || (ownA === 0 && ownB < digitsForGold(x, comparison))) return null;
  const hasPoint = base.point.size > 0;
  const writtenA = ownA > 0 ? ownA : hasPoint ? Infinity : digitsToWrite(x);
  const writtenB = ownB > 0 ? ownB : hasPoint ? Infinity : digitsToWrite(y);
  const roundsA = ownA > 0 ? roundingFrom(ownA, writtenB) : Infinity;
  const roundsB = ownB > 0 ? roundingFrom(ownB, writtenA) : Infinity;
  if (roundsA === Infinity && roundsB === Infinity) return false;
  // Two digits are enough only against a decimal that was written out, not against an expression.
  const isLong = ownA >= 10 || ownB >= 10;
  if (Math.min(roundsA, roundsB) < 3 && !(isLong && ownA > 0 && ownB > 0)) return false;
  const wideA = asComplexAt(a, { ...base, roundsFrom: roundsA });
  const wideB = asComplexAt(b, { ...base, roundsFrom: roundsB });
  if (wideA === null || wideB === null || !overlap(wideA, wideB, base.field.precision)) return false;
  return relativeDistance(wideA, wideB) <= (isLong && ownA > 0 && ownB > 0 ? 0.05 : relativeTolerance);
}

function asComplexAt(node: Node, at: Setting) {
  const value = evaluate(node, at);
  return value === null ? null : asComplex(value, at.field);
}

const hasBareLog = (node: Node): boolean =>
  contains(node, (inner) => inner.kind === "apply" && inner.operator === "log" && inner.args.length === 1);

function compareInBase(a: Node, b: Node, comparison: Comparison): Verdict {
  const names = unknownsOf(a, b);
  const verdict =
    names.length === 0
      ? (compareAt(a, b, (precision) => setting(comparison, precision, noPoint, true)) ?? "unknown")
      : compareBySampling(a, b, names, comparison);
  return verdict !== "equal" && agreesRounded(a, b, names, comparison) ? "equal" : verdict;
}

const valueless: ReadonlySet<Node["kind"]> = new Set(["group", "relation", "matrix", "prose", "ratio", "quantity"]);

/** Whether an expression can have a number as its value: no list, relation, words or infinity inside. */
const hasValue = (node: Node): boolean =>
  !contains(
    node,
    (inner) => valueless.has(inner.kind) || (inner.kind === "constant" && !/^(?:pi|e|i|phi)$/.test(inner.name)),
  );

/** Compares two expressions: exactly where they are fractions, else by balls; with unknowns at random points of their domain. */
export function compareExpressions(a: Node, b: Node, comparison: Comparison): Verdict {
  if (!hasValue(a) || !hasValue(b)) return "unknown";
  const verdict = compareInBase(a, b, comparison);
  if (verdict === "equal" || !(hasBareLog(a) || hasBareLog(b))) return verdict;
  return anyOf([verdict, compareInBase(a, b, { ...comparison, logBase: "e" })]);
}

/**
 * Whether a / b is the same non-zero constant wherever both are defined; for inequalities the constant must also be positive.
 *
 * @returns unknown where too few points could be compared
 */
export function compareUpToFactor(a: Node, b: Node, mustBePositive: boolean, comparison: Comparison): Verdict {
  const there = compareQuotient(a, b, mustBePositive, comparison);
  return there === "unknown" ? compareQuotient(b, a, mustBePositive, comparison) : there;
}

function compareQuotient(a: Node, b: Node, mustBePositive: boolean, comparison: Comparison): Verdict {
  if (!hasValue(a) || !hasValue(b)) return "unknown";
  const names = unknownsOf(a, b);
  const quotient: Node = { kind: "apply", operator: "divide", args: [a, b] };
  const field = fieldOf(precisions[0]);
  let first: Value | null = null;
  let agreeing = 0;
  for (const plan of plans([...realDomains, "counting", "counting"], usesI(a) || usesI(b))) {
    const here = setting(comparison, precisions[0], pointOf(names, plan.domain, plan.number), plan.allowsComplex);
    const value = evaluate(quotient, here);
    if (value === null) continue;
    if (first === null) {
      if (!isFactor(value, mustBePositive)) return "different";
      first = value;
    } else if (compareValues(first, value, field) === "different") return "different";
    else agreeing++;
  }
  return agreeing >= 2 ? "equal" : "unknown";
}

function isFactor(value: Value, mustBePositive: boolean): boolean {
  const z = asComplex(value, fieldOf(precisions[0]));
  if (z === null) return false;
  return mustBePositive ? z.re.mid > 0n && z.im.mid === 0n : z.re.mid !== 0n || z.im.mid !== 0n;
}

/** The value of an expression without unknowns as a double; null where it has none or is not real. */
export function doubleOf(node: Node, comparison: Comparison): number | null {
  const here = setting(comparison, precisions[0], noPoint, true);
  const value = evaluate(node, here);
  if (value === null) return null;
  const z = asComplex(value, here.field);
  if (z === null || z.im.mid !== 0n) return null;
  return ballToDouble(z.re);
}

/** The sign of an expression without unknowns; 0 where it cancels as far as can be told, null where it has no real value. */
export function signOf(node: Node, comparison: Comparison): -1 | 0 | 1 | null {
  if (!hasValue(node)) return null;
  const here = setting(comparison, precisions[0], noPoint, false);
  const value = evaluate(node, here);
  const z = value === null ? null : asComplex(value, here.field);
  if (z === null) return null;
  return isNonZero(z.re) ? (z.re.mid > 0n ? 1 : -1) : 0;
}

/** The exact value at a point, or null. */
export function exactAt(node: Node, point: ReadonlyMap<string, Rational>, comparison: Comparison): Rational | null {
  const value = evaluate(node, setting(comparison, precisions[0], point, false));
  return value?.kind === "exact" ? value.value : null;
}
