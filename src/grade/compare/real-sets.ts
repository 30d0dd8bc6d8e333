import { apply, type ApplyNode, type Node, type Relation, type RelationNode } from "../parse/node.ts";
import { branchesOf } from "./collections.ts";
import { doubleOf, unknownsOf } from "./expressions.ts";
import { isName } from "./names.ts";
import type { Comparison } from "./verdict.ts";

/** One end of an interval; `value` is its place on the line (infinite for no end) and `node` says exactly where. */
interface End {
  readonly value: number;
  readonly node: Node;
}

/** A connected piece of the real line. */
interface Interval {
  readonly low: End;
  readonly high: End;
  readonly hasLow: boolean;
  readonly hasHigh: boolean;
}

/** A set of real numbers as disjoint intervals from left to right, none touching the next. */
export type RealSet = readonly Interval[];

const infinity: Node = { kind: "constant", name: "infinity" };
const leftEnd: End = { value: -Infinity, node: apply("negate", infinity) };
const rightEnd: End = { value: Infinity, node: infinity };
const line: RealSet = [{ low: leftEnd, high: rightEnd, hasLow: false, hasHigh: false }];

/** +1 and -1 for infinity and its negative, 0 for all else. */
export function infinityOf(node: Node): -1 | 0 | 1 {
  if (node.kind === "constant") return node.name === "infinity" ? 1 : 0;
  const isNegated = node.kind === "apply" && node.operator === "negate";
  return isNegated && node.args[0] !== undefined && infinityOfPositive(node.args[0]) ? -1 : 0;
}

const infinityOfPositive = (node: Node): boolean => node.kind === "constant" && node.name === "infinity";

function endOf(node: Node, comparison: Comparison): End | null {
  const sign = infinityOf(node);
  if (sign !== 0) return sign > 0 ? rightEnd : leftEnd;
  if (node.kind === "group" || node.kind === "relation" || node.kind === "prose" || node.kind === "matrix") return null;
  if (unknownsOf(node).length > 0) return null;
  const value = doubleOf(node, comparison);
  return value === null ? null : { value, node };
}

const isSame = (a: End, b: End): boolean =>
  a.value === b.value ||
  (Number.isFinite(a.value - b.value) &&
    Math.abs(a.value - b.value) <= 1e-12 * Math.max(Math.abs(a.value), Math.abs(b.value)));

const isBefore = (a: End, b: End): boolean => a.value < b.value && !isSame(a, b);

function isEmpty({ low, high, hasLow, hasHigh }: Interval): boolean {
  return isSame(low, high) ? !(hasLow && hasHigh) : low.value > high.value;
}

/** Disjoint intervals in order, touching ones joined. */
function normalised(intervals: readonly Interval[]): RealSet {
  const sorted = intervals
    .filter((interval) => !isEmpty(interval))
    .sort((a, b) => a.low.value - b.low.value || Number(b.hasLow) - Number(a.hasLow));
  const joined: Interval[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    const touches =
      last !== undefined &&
      (isBefore(next.low, last.high) || (isSame(next.low, last.high) && (next.hasLow || last.hasHigh)));
    if (last === undefined || !touches) joined.push(next);
    else if (isSame(last.high, next.high))
      joined[joined.length - 1] = { ...last, hasHigh: last.hasHigh || next.hasHigh };
    else if (isBefore(last.high, next.high))
      joined[joined.length - 1] = { ...last, high: next.high, hasHigh: next.hasHigh };
  }
  return joined;
}

function complement(set: RealSet): RealSet {
  const gaps: Interval[] = [];
  let [low, hasLow] = [leftEnd, false];
  for (const interval of set) {
    gaps.push({ low, hasLow, high: interval.low, hasHigh: !interval.hasLow });
    [low, hasLow] = [interval.high, !interval.hasHigh];
  }
  gaps.push({ low, hasLow, high: rightEnd, hasHigh: false });
  const isReal = (gap: Interval): boolean => gap.low.value !== Infinity && gap.high.value !== -Infinity;
  return normalised(gaps.filter(isReal));
}

const union = (a: RealSet, b: RealSet): RealSet => normalised([...a, ...b]);
const intersection = (a: RealSet, b: RealSet): RealSet => complement(union(complement(a), complement(b)));

const setOperations = {
  union,
  intersection,
  without: (a: RealSet, b: RealSet): RealSet => intersection(a, complement(b)),
} as const;

function single(end: End): RealSet {
  return [{ low: end, high: end, hasLow: true, hasHigh: true }];
}

function atLeast(end: End, isStrict: boolean): RealSet {
  return normalised([{ low: end, hasLow: !isStrict, high: rightEnd, hasHigh: false }]);
}

function atMost(end: End, isStrict: boolean): RealSet {
  return normalised([{ low: leftEnd, hasLow: false, high: end, hasHigh: !isStrict }]);
}

/** The numbers x with `x relation end`. */
function halfLine(relation: Relation, end: End): RealSet | null {
  switch (relation) {
    case "<":
    case "<=":
      return atMost(end, relation === "<");
    case ">":
    case ">=":
      return atLeast(end, relation === ">");
    case "=":
      return single(end);
    case "!=":
      return complement(single(end));
    default:
      return null;
  }
}

const mirrored: Readonly<Partial<Record<Relation, Relation>>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "=": "=",
  "!=": "!=",
};

/** The numbers x with `x relation side`; `x \ne \pm 1` excludes both. */
function fromSide(relation: Relation, side: Node, comparison: Comparison): RealSet | null {
  const branches = relation === "!=" ? branchesOf(side) : null;
  if (branches !== null) {
    const [a, b] = branches.map((branch) => fromSide(relation, branch, comparison));
    return a === null || a === undefined || b === null || b === undefined ? null : intersection(a, b);
  }
  const end = endOf(side, comparison);
  return end === null ? null : halfLine(relation, end);
}

/** `x > 3`, `3 < x \le 5`, `x \ne 2`, `x \in [0, 1)`: the numbers that a relation admits for its one name. */
function fromRelation(node: RelationNode, comparison: Comparison): RealSet | null {
  const { sides, relations } = node;
  const at = sides.findIndex((side) => isName(side));
  if (at < 0 || relations.some((relation) => relation === "~")) return null;
  if (relations[at] === "in") return at === 0 && sides[1] !== undefined ? realSetOf(sides[1], comparison) : null;
  let set: RealSet | null = line;
  for (const [i, relation] of relations.entries()) {
    if (i !== at && i !== at - 1) return null;
    const direction: Relation | undefined = i === at ? relation : mirrored[relation];
    const other = sides[i === at ? i + 1 : i];
    const half = other === undefined || direction === undefined ? null : fromSide(direction, other, comparison);
    set = set === null || half === null ? null : intersection(set, half);
  }
  return set;
}

/** Several conditions: alternatives by "or", and where a list of them contradicts itself; else, and by "and", all at once. */
function fromConditions(
  conditions: readonly Node[],
  isChoice: boolean,
  comparison: Comparison,
  isAll = false,
): RealSet | null {
  const sets = conditions.map((condition) => realSetOf(condition, comparison));
  const known = sets.filter((set) => set !== null);
  if (known.length < sets.length) return null;
  const both = known.reduce(intersection, line);
  return isChoice || (both.length === 0 && !isAll) ? known.reduce(union, []) : both;
}

/** `\mathbb{R} - \{0\}`: minus between sets leaves out. */
const isDifference = ({ operator, args }: ApplyNode): boolean =>
  operator === "subtract" && args[0]?.kind === "constant" && args[0].name === "reals" && args[1]?.kind === "group";

/** Whether a node is plainly a set of real numbers, so that intervals beside it are intervals and not pairs. */
export function isPlainlySet(node: Node): boolean {
  if (node.kind === "constant") return node.name === "reals";
  if (node.kind === "apply") return node.operator in setOperations || isDifference(node);
  if (node.kind === "relation") return node.relations.some((relation) => /[<>]|!=|in/.test(relation));
  return (
    node.kind === "group" &&
    node.open === "" &&
    node.items.some((item) => item.kind === "relation" && isPlainlySet(item))
  );
}

/** The set of real numbers that an answer describes; null where it describes none, or one whose ends are not constants. */
export function realSetOf(node: Node, comparison: Comparison): RealSet | null {
  if (comparison.depth > 30) return null;
  const inner = { ...comparison, depth: comparison.depth + 1 };
  if (node.kind === "constant") return node.name === "reals" ? line : node.name === "empty" ? [] : null;
  if (node.kind === "relation") return fromRelation(node, inner);
  if (node.kind === "apply") {
    const operator = isDifference(node) ? "without" : node.operator;
    const operation = setOperations[operator as keyof typeof setOperations];
    if (operation === undefined) return null;
    const [a, b] = node.args.map((arg) => realSetOf(arg, inner));
    return a === null || a === undefined || b === null || b === undefined ? null : operation(a, b);
  }
  if (node.kind !== "group") return null;
  if (node.open === "{") return fromPoints(node.items, inner);
  if (node.open === "") {
    const areConditions = node.items.every((item) => item.kind === "relation");
    const areIntervals = !areConditions && node.items.every((item) => isInterval(item));
    if (!areConditions && !areIntervals) return null;
    return fromConditions(node.items, areIntervals || node.joint === "or", inner, node.joint === "and");
  }
  return fromInterval(node.open, node.close, node.items, inner);
}

const isInterval = (node: Node): boolean => node.kind === "group" && node.items.length === 2 && /[([]/.test(node.open);

function fromPoints(items: readonly Node[], comparison: Comparison): RealSet | null {
  const ends = items.map((item) => endOf(item, comparison));
  const known = ends.filter((end) => end !== null);
  return known.length < ends.length ? null : normalised(known.flatMap(single));
}

function fromInterval(open: string, close: string, items: readonly Node[], comparison: Comparison): RealSet | null {
  const [first, second] = items;
  if (items.length !== 2 || first === undefined || second === undefined) return null;
  const [low, high] = [endOf(first, comparison), endOf(second, comparison)];
  if (low === null || high === null) return null;
  return normalised([{ low, high, hasLow: open === "[", hasHigh: close === "]" }]);
}
