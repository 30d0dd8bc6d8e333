import {
  add,
  divide,
  equalRationals,
  integer,
  multiply,
  one,
  type Rational,
  subtract,
  zero,
} from "../numbers/rational.ts";
import { apply, type Node, numberNode, rebuild, type Relation, type RelationNode } from "../parse/node.ts";
import { compareExpressions, compareUpToFactor, exactAt, unknownsOf } from "./expressions.ts";
import { assignmentOf, isCall, isName } from "./names.ts";
import { pointOf } from "./points.ts";
import { boundValues } from "./renaming.ts";
import type { CompareNodes } from "./structures.ts";
import { allOf, type Comparison, type Verdict } from "./verdict.ts";

const isScalar = (node: Node): boolean => !["group", "matrix", "prose", "relation"].includes(node.kind);

/** The relation as `difference relation 0` with `<` and `<=` turned into `>` and `>=`. */
interface Normal {
  readonly difference: Node;
  readonly relation: Relation;
}

function normalOf(node: RelationNode): Normal | null {
  const [left, right] = node.sides;
  const [relation] = node.relations;
  if (node.sides.length !== 2 || left === undefined || right === undefined || relation === undefined) return null;
  if (!isScalar(left) || !isScalar(right)) return null;
  if (relation === "<") return { difference: apply("subtract", right, left), relation: ">" };
  if (relation === "<=") return { difference: apply("subtract", right, left), relation: ">=" };
  return { difference: apply("subtract", left, right), relation };
}

const two = integer(2);

/** Where `difference` vanishes along the axis of `name`, where it is linear in it and exact; null else. */
function rootAlong(
  difference: Node,
  name: string,
  point: Map<string, Rational>,
  comparison: Comparison,
): Rational | null {
  const [at0, at1, at2] = [zero, one, two].map((value) =>
    exactAt(difference, new Map(point).set(name, value), comparison),
  );
  if (at0 === null || at1 === null || at2 === null || at0 === undefined || at1 === undefined || at2 === undefined)
    return null;
  const slope = subtract(at1, at0);
  const isLinear = equalRationals(at2, add(at0, multiply(two, slope)));
  const root = isLinear ? divide(at0, slope) : null;
  return root === null ? null : { over: -root.over, under: root.under };
}

/** Whether the points of one curve, found where its equation is linear in one unknown, lie on the other. */
function liesOn(curve: Node, other: Node, names: readonly string[], comparison: Comparison): Verdict {
  for (const name of names) {
    let checked = 0;
    for (let number = 0; number < 4; number++) {
      const point = pointOf(names, "signed", number);
      const root = rootAlong(curve, name, point, comparison);
      if (root === null) continue;
      const value = exactAt(other, point.set(name, root), comparison);
      if (value === null) continue;
      if (value.over !== 0n) return "different";
      checked++;
    }
    if (checked >= 2) return "equal";
  }
  return "unknown";
}

/** Equations by their solutions: one is a multiple of the other, or the points of each lie on the other. */
function compareEquations(a: Normal, b: Normal, comparison: Comparison): Verdict {
  const factor = compareUpToFactor(a.difference, b.difference, false, comparison);
  if (factor === "equal") return "equal";
  const names = unknownsOf(a.difference, b.difference);
  if (names.length < 2) return factor;
  const there = liesOn(a.difference, b.difference, names, comparison);
  const back = liesOn(b.difference, a.difference, names, comparison);
  return there === "unknown" || back === "unknown" ? factor : allOf([there, back]);
}

function compareNormals(a: RelationNode, b: RelationNode, comparison: Comparison): Verdict | null {
  const [x, y] = [normalOf(a), normalOf(b)];
  if (x === null || y === null) return null;
  if (x.relation !== y.relation) return "different";
  if (x.relation === "=") return compareEquations(x, y, comparison);
  if (x.relation === ">" || x.relation === ">=") return compareUpToFactor(x.difference, y.difference, true, comparison);
  return x.relation === "!=" ? compareUpToFactor(x.difference, y.difference, false, comparison) : null;
}

const backwards: Readonly<Partial<Record<Relation, Relation>>> = { ">": "<", ">=": "<=" };

/** A chain a > b > c read from its smaller end. */
function ascending(node: RelationNode): RelationNode {
  const isDescending = node.relations.every((relation) => backwards[relation] !== undefined);
  if (!isDescending) return node;
  return {
    kind: "relation",
    relations: node.relations.map((relation) => backwards[relation] ?? relation).reverse(),
    sides: [...node.sides].reverse(),
  };
}

function compareChains(a: RelationNode, b: RelationNode, compare: CompareNodes, comparison: Comparison): Verdict {
  const [x, y] = [ascending(a), ascending(b)];
  if (x.sides.length !== y.sides.length || x.relations.some((relation, i) => relation !== y.relations[i]))
    return "different";
  return allOf(x.sides.map((side, i) => compare(side, y.sides[i] ?? side, comparison)));
}

const nameOf = (node: Node): string =>
  node.kind === "symbol" ? node.name : JSON.stringify(node, (_, v) => (typeof v === "bigint" ? String(v) : v));

const place = /^(?:.*\((-?[\d.,/]+)|(?:P|Pr|E|n)\(([A-Z]))\)$/;

/** `f(1)` beside `f(2)`, `P(A)` beside `P(B)`: values at two places. */
function areAtOtherPlaces(a: Node, b: Node): boolean {
  const [x, y] = [a, b].map((name) => (name.kind === "symbol" ? place.exec(name.name)?.slice(1).join("") : undefined));
  return x !== undefined && y !== undefined && x !== y;
}

/** Compares two relations: values of the same name, equations up to rearrangement, inequalities up to a positive factor. */
export function compareRelations(
  a: RelationNode,
  b: RelationNode,
  compare: CompareNodes,
  comparison: Comparison,
): Verdict {
  const [x, y] = [assignmentOf(a), assignmentOf(b)];
  if (x !== null && y !== null) {
    if (areAtOtherPlaces(x.name, y.name)) return "different";
    const values = boundValues(x, y);
    if (values !== null) return compare(values[0], values[1], comparison);
    const areFunctions = isCall(x.name) || isCall(y.name);
    const areSame = areFunctions || nameOf(x.name) === nameOf(y.name);
    const areTuples = x.name.kind === "group" && y.name.kind === "group";
    const areAlike = (a.relations[0] === "congruent") === (b.relations[0] === "congruent");
    if (areAlike && (areSame || areTuples) && compare(x.value, y.value, comparison) === "equal") return "equal";
    if (areFunctions || x.name.kind === "prose" || y.name.kind === "prose") {
      const verdict = compare(x.value, y.value, comparison);
      // Two names in words that differ may still name one thing.
      const areTold = areFunctions || x.name.kind !== y.name.kind || areSame;
      return verdict === "equal" && !areTold ? "unknown" : verdict;
    }
  }
  if (compareChains(a, b, compare, comparison) === "equal") return "equal";
  return compareNormals(a, b, comparison) ?? compareChains(a, b, compare, comparison);
}

/** Whether an answer is what a gold's equation gives for the one unknown that the answer does not have: `6/x` beside `xy = 6`. */
export function solves(gold: RelationNode, answer: Node, comparison: Comparison): Verdict {
  const [left, right] = gold.sides;
  if (left === undefined || right === undefined || gold.sides.length !== 2 || gold.relations[0] !== "=")
    return "different";
  if (![left, right, answer].every(isScalar)) return "different";
  const [names, own] = [unknownsOf(left, right), unknownsOf(answer)];
  const [name, ...more] = names.filter((unknown) => !own.includes(unknown));
  if (name === undefined || more.length > 0 || own.length === 0 || own.some((unknown) => !names.includes(unknown)))
    return "different";
  const at = (value: Node): Node =>
    rebuild(apply("subtract", left, right), (node) => (node.kind === "symbol" && node.name === name ? value : node));
  const [at0, at1, at2] = [zero, one, two].map((value) => at(numberNode(value))) as [Node, Node, Node]; // map keeps the length
  const nothing = numberNode(zero);
  // Only where the equation is linear in the unknown has it one solution.
  const bend = apply("add", apply("subtract", at2, apply("multiply", numberNode(two), at1)), at0);
  if (
    compareExpressions(bend, nothing, comparison) !== "equal" ||
    compareExpressions(at1, at0, comparison) !== "different"
  )
    return "different";
  return compareExpressions(at(answer), nothing, comparison);
}

/** The value of a relation when the other answer is a bare value: `x = 5`, `1 + 1 = 2`, an identity's last side. */
export function valueBeside(node: RelationNode, compare: CompareNodes, comparison: Comparison): Node | null {
  const assignment = assignmentOf(node);
  if (assignment !== null) return assignment.value;
  const [first] = node.sides;
  const last = node.sides.at(-1);
  const isChain = node.relations.every((relation) => relation === "=");
  if (!isChain || first === undefined || last === undefined || isName(last)) return null;
  return compare(first, last, comparison) === "equal" ? last : null;
}
