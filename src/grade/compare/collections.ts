import type { GroupNode, Node } from "../parse/node.ts";
import { apply, contains, rebuild, walk } from "../parse/node.ts";
import { assignmentOf } from "./names.ts";
import type { CompareNodes } from "./structures.ts";
import { allOf, type Comparison, type Verdict } from "./verdict.ts";

const maxMembers = 400;

const hasSign = (node: Node, operator: RegExp): boolean =>
  contains(node, (inner) => inner.kind === "apply" && operator.test(inner.operator));
const maxSigned = 4;

/** The points of a tuple with signs `\pm` in several coordinates, which are independent of one another unless `\mp` ties them. */
function pointsOf(node: Node): readonly Node[] | null {
  if (node.kind !== "group" || node.open !== "(" || hasSign(node, /^minusPlus$/)) return null;
  const signed = node.items.filter((item) => hasSign(item, /^plusMinus$/)).length;
  if (signed < 2 || signed > maxSigned) return null;
  let points: (readonly Node[])[] = [[]];
  for (const item of node.items) {
    const values = hasSign(item, /^plusMinus$/) ? [choose(item, true), choose(item, false)] : [item];
    points = points.flatMap((point) => values.map((value) => [...point, value]));
  }
  return points.map((items) => ({ ...node, items }));
}

/** The values of an expression with signs `\pm` (upper signs, then lower signs), or the points of a tuple of such; null without such a sign. */
export function branchesOf(node: Node): readonly Node[] | null {
  let count = 0;
  const isTuple = (inner: Node): boolean => inner === node && inner.kind === "group" && inner.open === "(";
  for (const inner of walk(node)) {
    if ((inner.kind === "group" && !isTuple(inner)) || inner.kind === "relation" || ++count > 2000) return null;
    if (inner.kind === "apply" && /^(?:plusMinus|minusPlus)$/.test(inner.operator))
      return pointsOf(node) ?? [choose(node, true), choose(node, false)];
  }
  return null;
}

/** The tree with every `\pm` decided. */
const choose = (root: Node, upper: boolean): Node =>
  rebuild(root, (node) => {
    if (node.kind !== "apply" || (node.operator !== "plusMinus" && node.operator !== "minusPlus")) return node;
    const isPlus = (node.operator === "plusMinus") === upper;
    const [only] = node.args;
    if (node.args.length === 1 && only !== undefined) return isPlus ? only : apply("negate", only);
    return apply(isPlus ? "add" : "subtract", ...node.args);
  });

/** A list's members, with `\pm` and lists inside bare lists spread out. */
export function membersOf(node: Node): readonly Node[] {
  const members: Node[] = [];
  const stack: Node[] = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const branches = members.length < maxMembers ? branchesOf(next) : null;
    const isOpen = next.kind === "group" && (next.open === "" || (next === node && next.open === "{"));
    if (isOpen && next.kind === "group") stack.push(...[...next.items].reverse());
    else if (branches !== null) members.push(...branches);
    else members.push(next);
  }
  return members;
}

/** Members without the names they are given, for the comparison with a list that names none. */
const unnamed = (members: readonly Node[]): readonly Node[] =>
  members.map((member) => (member.kind === "relation" ? (assignmentOf(member)?.value ?? member) : member));

const isNamed = (members: readonly Node[]): boolean => members.some((member) => member.kind === "relation");

type Pairing = (a: Node, b: Node) => Verdict;

/** One by one in order. */
export function compareInOrder(a: readonly Node[], b: readonly Node[], compare: Pairing): Verdict {
  if (a.length !== b.length) return "different";
  return allOf(a.map((member, i) => compare(member, b[i] ?? member)));
}

/** Gives every member of a one of b that is equal to it, each at most once; tells where that leaves doubt. */
function pairOff(a: readonly Node[], b: readonly Node[], compare: Pairing): Verdict {
  const free = new Set(b);
  let doubt = false;
  for (const [i, member] of a.entries()) {
    const order = [b[i], ...free];
    let partner: Node | null = null;
    for (const candidate of order) {
      if (candidate === undefined || !free.has(candidate)) continue;
      const verdict = compare(member, candidate);
      if (verdict === "unknown") doubt = true;
      if (verdict === "equal") {
        partner = candidate;
        break;
      }
    }
    if (partner === null) return doubt ? "unknown" : "different";
    free.delete(partner);
  }
  return "equal";
}

/** In any order, each member as often in one list as in the other. */
export function compareInAnyOrder(a: readonly Node[], b: readonly Node[], compare: Pairing): Verdict {
  if (a.length !== b.length) return "different";
  if (a.length > maxMembers) return compareInOrder(a, b, compare) === "equal" ? "equal" : "unknown";
  const there = pairOff(a, [...b].map(copy), compare);
  if (there === "equal") return "equal";
  const back = pairOff(b, [...a].map(copy), (x, y) => compare(y, x));
  return back === "equal" ? "equal" : there === "different" && back === "different" ? "different" : "unknown";
}

/** Members may be one object twice; pairing needs them apart. */
const copy = (node: Node): Node => ({ ...node });

const distinct = (members: readonly Node[], compare: Pairing): readonly Node[] =>
  members.length > 40
    ? members
    : members.filter((member, i) => !members.slice(0, i).some((earlier) => compare(earlier, member) === "equal"));

/** A point that is named twice is one solution; a number that a gold names twice may be a double root. */
const distinctPoints = (members: readonly Node[], compare: Pairing): readonly Node[] =>
  members.every((member) => member.kind === "group") ? distinct(members, compare) : members;

const nounOf = (node: Node): string | null =>
  node.kind === "quantity" && node.unit.dimensions === null ? node.unit.name.replace(/(?<=..)s$/, "") : null;

/** Whether members are counts of different things, such as `9 red and 4 blue`. */
function areCounts(members: readonly Node[]): boolean {
  const nouns = members.map(nounOf);
  return members.length > 1 && !nouns.includes(null) && new Set(nouns).size === members.length;
}

/** Beside counts `Apples: 4, Pears: 9` are counts too. */
const asCounts = (members: readonly Node[], beside: readonly Node[]): readonly Node[] =>
  !areCounts(beside)
    ? members
    : members.map((member) => {
        const named = member.kind === "relation" ? assignmentOf(member) : null;
        if (named === null || named.name.kind !== "prose") return member;
        const unit = { name: named.name.text.trim(), factor: { over: 1n, under: 1n }, dimensions: null };
        return { kind: "quantity", value: named.value, unit };
      });

/** The first word of a noun, "blue" of "blue marbles", which the last of a list may alone have in full. */
const firstWordOf = (node: Node): string | null =>
  nounOf(node)
    ?.split(" ")[0]
    ?.replace(/(?<=..)s$/, "") ?? null;
const areToldByFirstWord = (members: readonly Node[]): boolean =>
  new Set(members.map(firstWordOf)).size === members.length;

/** Counts with their nouns: each number belongs to its own; where the nouns differ they are compared in order. */
function compareCounts(a: readonly Node[], b: readonly Node[], compare: Pairing): Verdict {
  const keys = areToldByFirstWord(a) && areToldByFirstWord(b) ? firstWordOf : nounOf;
  const sorted = (members: readonly Node[]): readonly Node[] =>
    [...members].sort((x, y) => ((keys(x) ?? "") < (keys(y) ?? "") ? -1 : 1));
  const [x, y] = [sorted(a), sorted(b)];
  const areSame = x.length === y.length && x.every((member, i) => keys(member) === keys(y[i] ?? member));
  return areSame ? compareInOrder(x, y, compare) : compareInOrder(a, b, compare);
}

const isRound = (group: GroupNode): boolean => group.open === "(" || group.open === "<";

/** Whether two ordered groups have the same kind of brackets; from three members on `[` and `(` mean the same. */
function sameBrackets(a: GroupNode, b: GroupNode): boolean {
  if (a.items.length !== 2) return true;
  const closes = (group: GroupNode): boolean => group.close === "]";
  return isRound(a) === isRound(b) && closes(a) === closes(b);
}

/** The names that members are given, all of them different; null where one has none. */
function namesOf(members: readonly Node[]): readonly string[] | null {
  const names = members.flatMap((member) => {
    const name = member.kind === "relation" ? assignmentOf(member)?.name : undefined;
    return name?.kind === "symbol" ? [name.name] : name?.kind === "prose" ? [name.text.trim()] : [];
  });
  return names.length === members.length && new Set(names).size === names.length ? names : null;
}

/** Members in the order of their names. */
const byName = (members: readonly Node[], names: readonly string[]): readonly Node[] =>
  members
    .map((member, i) => ({ member, name: names[i] ?? "" }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ member }) => member);

/** `y = 5, x = -2` beside a point, whose coordinates come in the order of their letters. */
function asCoordinates(members: readonly Node[], beside: GroupNode): readonly Node[] {
  const names = isRound(beside) ? namesOf(members) : null;
  return names?.every((name) => /^[xyz]$/.test(name)) === true ? byName(members, names) : members;
}

/** `x(t) = 2t, y(t) = t^2`: the same functions in both lists, each with its own value; null where they are not the same. */
function compareFunctions(a: readonly Node[], b: readonly Node[], compare: Pairing): Verdict | null {
  const [x, y] = [namesOf(a), namesOf(b)];
  if (x === null || y === null || x.length < 2 || !x.every((name) => name.includes("("))) return null;
  if (x.toSorted().join() !== y.toSorted().join()) return null;
  return compareInOrder(unnamed(byName(a, x)), unnamed(byName(b, y)), compare);
}

/** Whether a gold names different things, and the answer gives their values alone: they follow its order then. */
const leavesNamesOut = (gold: readonly Node[], answer: readonly Node[]): boolean =>
  (namesOf(gold)?.length ?? 0) > 1 && !isNamed(answer) && commonName(gold, false) === null;

/** Inside a set `{1}` is not 1. */
const asMembers =
  (compare: Pairing): Pairing =>
  (x, y) => {
    const isSet = (node: Node): boolean => node.kind === "group" && node.open === "{";
    return isSet(x) !== isSet(y) && (x.kind !== "group" || y.kind !== "group") ? "different" : compare(x, y);
  };

/** Compares two collections: bare lists and sets in any order, tuples in order, a bare list beside a tuple in order. */
export function compareGroups(a: GroupNode, b: GroupNode, compareNodes: CompareNodes, comparison: Comparison): Verdict {
  const compare: Pairing = (x, y) => compareNodes(x, y, comparison);
  const [isBareA, isBareB] = [a.open === "", b.open === ""];
  const [isSetA, isSetB] = [a.open === "{", b.open === "{"];
  const [left, right] = [isBareA || isSetA ? membersOf(a) : a.items, isBareB || isSetB ? membersOf(b) : b.items];
  const [counts, others] = [asCounts(left, right), asCounts(right, left)];
  if (isBareA && isBareB && areCounts(counts) && areCounts(others)) return compareCounts(counts, others, compare);
  const functions = compareFunctions(left, right, compare);
  if (functions !== null) return functions;
  const [x, y] = withoutNames(asCoordinates(left, b), asCoordinates(right, a));
  if (isSetA && isSetB) {
    const compareMembers = asMembers(compare);
    return compareInAnyOrder(distinct(x, compareMembers), distinct(y, compareMembers), compareMembers);
  }
  if (isBareA && isBareB && comparison.isGoldFirst && leavesNamesOut(left, right)) return compareInOrder(x, y, compare);
  if ((isBareA || isSetA) && (isBareB || isSetB)) {
    const named = comparison.isGoldFirst && distinct(x, compare).length === x.length ? distinct(y, compare) : y;
    return compareInAnyOrder(distinctPoints(x, compare), distinctPoints(named, compare), compare);
  }
  if (isSetA || isSetB) return "different";
  if (!isBareA && !isBareB && !sameBrackets(a, b) && !comparison.endsAreFree) return "different";
  return compareInOrder(x, y, compare);
}

/** The names that a list's members are all given, without indices: `x` of `x_1 = 1, x_2 = 3`; null where they differ. */
function commonName(members: readonly Node[], keepsIndices: boolean): string | null {
  const names = members.map((member) => {
    const name = member.kind === "relation" ? assignmentOf(member)?.name : undefined;
    if (name?.kind !== "symbol") return null;
    return keepsIndices ? name.name : name.name.replace(/_\d+$/, "");
  });
  const [first = null] = names;
  return names.every((name) => name === first) ? first : null;
}

/** Whether two lists name the same unknown's values, one of them with indices: `x_1 = 1, x_2 = 3` and `x = 1, x = 3`. */
function areValuesOfOne(a: readonly Node[], b: readonly Node[]): boolean {
  const [plainA, plainB] = [commonName(a, true), commonName(b, true)];
  if ((plainA === null) === (plainB === null)) return false;
  return (plainA ?? commonName(a, false)) === (plainB ?? commonName(b, false));
}

function withoutNames(a: readonly Node[], b: readonly Node[]): readonly [readonly Node[], readonly Node[]] {
  const areAlike =
    isNamed(a) === isNamed(b) &&
    a.every((member) => member.kind === "relation") === b.every((member) => member.kind === "relation");
  return areAlike && !areValuesOfOne(a, b) ? [a, b] : [unnamed(a), unnamed(b)];
}
