import { equalRationals } from "../evaluate/rational.ts";
import {
  apply,
  type ApplyNode,
  type GroupNode,
  type Node,
  numberNode,
  type QuantityNode,
  type RatioNode,
} from "../parse/node.ts";
import { isUnitWord, unitOf } from "../parse/units.ts";
import { branchesOf, compareGroups, compareInAnyOrder, compareInOrder, membersOf } from "./collections.ts";
import { compareExpressions } from "./expressions.ts";
import { isFloatNoise } from "./float-noise.ts";
import { compareWithConditions } from "./inequalities.ts";
import { componentsOf, rowsOf } from "./matrices.ts";
import { compareProse } from "./prose.ts";
import { infinityOf, isPlainlySet, type RealSet, realSetOf } from "./real-sets.ts";
import { compareRelations, valueBeside } from "./relations.ts";
import { allOf, anyOf, type Comparison, type Verdict } from "./verdict.ts";

/** Compares two trees; handed to the modules that compare what contains trees. */
export type CompareNodes = (a: Node, b: Node, comparison: Comparison) => Verdict;

const maxDepth = 12;

/** Compares two answers by their structure first: what is a set, a tuple, an equation, a quantity; expressions come last. */
export function compareNodes(a: Node, b: Node, comparison: Comparison): Verdict {
  if (comparison.depth > maxDepth) return "unknown";
  comparison.budget.spend(1);
  const inner = { ...comparison, depth: comparison.depth + 1 };
  if (a.kind === "prose" || b.kind === "prose") return compareWithProse(a, b, inner);
  if (isPlainlySet(a) || isPlainlySet(b)) {
    const verdict = compareAsRealSets(a, b, inner);
    if (verdict !== null) return verdict;
    if ((isScalar(a) && isSetExpression(b)) || (isScalar(b) && isSetExpression(a))) return "different";
  }
  if (a.kind === "relation" || b.kind === "relation") return compareWithRelation(a, b, inner);
  return compareMatrices(a, b, inner) ?? compareCollections(a, b, inner) ?? compareScalars(a, b, inner);
}

/** Unions and the like, which no number equals. */
const isSetExpression = (node: Node): boolean =>
  isPlainlySet(node) && node.kind !== "relation" && node.kind !== "group";

const isScalar = (node: Node): boolean => !isPlainlySet(node) && !["relation", "group", "prose"].includes(node.kind);

function compareWithProse(a: Node, b: Node, comparison: Comparison): Verdict {
  const [x, y] = [a, b].map((node) =>
    node.kind === "relation" ? (valueBeside(node, compareNodes, comparison) ?? node) : node,
  ) as [Node, Node]; // map keeps the length
  return compareProse(x, y);
}

function compareAsRealSets(a: Node, b: Node, comparison: Comparison): Verdict | null {
  const [x, y] = [realSetOf(a, comparison), realSetOf(b, comparison)];
  if (x !== null && y !== null) return compareRealSets(x, y, comparison);
  const [set, conditions] = x === null ? [y, a] : [x, b];
  return set === null || !isPlainlySet(conditions) ? null : compareWithConditions(set, conditions, comparison);
}

function compareRealSets(x: RealSet, y: RealSet, comparison: Comparison): Verdict {
  if (x.length !== y.length) return "different";
  return allOf(
    x.map((interval, i) => {
      const other = y[i] ?? interval;
      if (interval.hasLow !== other.hasLow || interval.hasHigh !== other.hasHigh) return "different";
      const low = compareNodes(interval.low.node, other.low.node, comparison);
      return low === "equal" ? compareNodes(interval.high.node, other.high.node, comparison) : low;
    }),
  );
}

function compareWithRelation(a: Node, b: Node, comparison: Comparison): Verdict {
  if (a.kind === "relation" && b.kind === "relation") return compareRelations(a, b, compareNodes, comparison);
  const [relation, other] = a.kind === "relation" ? [a, b] : [b, a];
  if (relation.kind !== "relation") return "different";
  if (other.kind === "group" && other.open !== "(" && other.items.length === 1 && other.items[0]?.kind === "relation") {
    return compareNodes(relation, other.items[0], comparison);
  }
  const value = valueBeside(relation, compareNodes, comparison);
  if (value === null) return "different";
  return a.kind === "relation" ? compareNodes(value, b, comparison) : compareNodes(a, value, comparison);
}

function compareMatrices(a: Node, b: Node, comparison: Comparison): Verdict | null {
  if (!holdsMatrix(a) && !holdsMatrix(b)) return null;
  const [x, y] = [rowsOf(a), rowsOf(b)];
  const compare = (left: Node, right: Node): Verdict => compareNodes(left, right, comparison);
  if (x !== null && y !== null) {
    if (x.length === y.length && x[0]?.length === y[0]?.length) return compareInOrder(x.flat(), y.flat(), compare);
    return "different";
  }
  const [rows, other] = x === null ? [y, a] : [x, b];
  const components = rows === null ? null : componentsOf(rows);
  if (components === null || other.kind !== "group" || other.open === "{") return rows === null ? null : "different";
  return x === null
    ? compareInOrder(other.items, components, compare)
    : compareInOrder(components, other.items, compare);
}

function holdsMatrix(node: Node): boolean {
  if (node.kind === "matrix") return true;
  if (node.kind === "group")
    return node.items.length > 0 && node.items.every((item) => item.kind === "group" && item.open === "[");
  return (
    node.kind === "apply" &&
    node.args.some(
      (arg) => arg.kind === "matrix" || (arg.kind === "apply" && arg.args.some((inner) => inner.kind === "matrix")),
    )
  );
}

const isBare = (node: Node): boolean => node.kind === "group" && (node.open === "" || node.open === "{");

function compareCollections(a: Node, b: Node, comparison: Comparison): Verdict | null {
  const [x, y] = [branchesOf(a), branchesOf(b)];
  if (a.kind === "group" && b.kind === "group") {
    return compareGroups(listOf(a, x), listOf(b, y), compareNodes, comparison);
  }
  if (a.kind !== "group" && b.kind !== "group" && x === null && y === null) return null;
  const isList = (node: Node, branches: unknown): boolean => isBare(node) || branches !== null;
  const compare = (left: Node, right: Node): Verdict => compareNodes(left, right, comparison);
  const [members, others] = [once(a, compare), once(b, compare)];
  const [first, second] = [members[0] ?? a, others[0] ?? b];
  if (members.length === 1 && others.length === 1 && (first !== a || second !== b)) return compare(first, second);
  if (!isList(a, x) || !isList(b, y)) return "different";
  return compareInAnyOrder(members, others, compare);
}

/** A tuple with a sign `\pm` is the list of its two values. */
const listOf = (node: GroupNode, branches: readonly Node[] | null): GroupNode =>
  branches === null ? node : { kind: "group", open: "", close: "", items: branches, joint: "," };

/** A list that says one value in several ways, such as `\frac12 \text{ or } 0.5`, is that value. */
function once(node: Node, compare: (a: Node, b: Node) => Verdict): readonly Node[] {
  const members = membersOf(node);
  const [first] = members;
  if (first === undefined || members.length > 3 || node.kind !== "group" || node.joint !== "or") return members;
  return members.every((member) => compare(first, member) === "equal") ? [first] : members;
}

/** `3 \pmod 7`. */
const isResidue = (node: Node): node is ApplyNode => node.kind === "apply" && node.operator === "residue";

/** Classes of one modulus by their remainders. */
function compareResidues(a: ApplyNode, b: ApplyNode, comparison: Comparison): Verdict {
  const [[value = a, modulus = a], [other = b, otherModulus = b]] = [a.args, b.args];
  const moduli = compareNodes(modulus, otherModulus, comparison);
  if (moduli !== "equal") return moduli;
  return anyOf([compareExpressions(a, b, comparison), compareNodes(value, other, comparison)]);
}

const isSetName = (node: Node): boolean =>
  node.kind === "constant" && /^(?:empty|reals|integers|naturals|rationals|complexes)$/.test(node.name);

function compareScalars(a: Node, b: Node, comparison: Comparison): Verdict {
  if (a.kind === "quantity" || b.kind === "quantity") return compareQuantities(a, b, comparison);
  if (a.kind === "ratio" || b.kind === "ratio") return compareRatios(a, b, comparison);
  const [x, y] = [infinityOf(a), infinityOf(b)];
  if (x !== 0 || y !== 0) return x === y ? "equal" : "different";
  if (a.kind === "constant" && b.kind === "constant" && a.name === b.name) return "equal";
  if (isFloatNoise(a, b)) return "equal";
  if (isResidue(a) && isResidue(b)) return compareResidues(a, b, comparison);
  if (isSetName(a) !== isSetName(b)) return "different";
  if (a.kind === "number" && b.kind === "number") {
    const areEqual = equalRationals(a.value, b.value);
    if (areEqual || (a.places === 0 && b.places === 0)) return areEqual ? "equal" : "different";
  }
  comparison.budget.spend(10);
  return compareExpressions(a, b, comparison);
}

const sameDimensions = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, power]) => b[name] === power);

/** Values in the same unit, in units that convert, or with a unit on one side only. */
function compareQuantities(a: Node, b: Node, comparison: Comparison): Verdict {
  const [left, right] = [asQuantity(a), asQuantity(b)];
  const [x, y] = [left?.unit.dimensions ?? null, right?.unit.dimensions ?? null];
  if (left !== null && right !== null && x !== null && y !== null) {
    return sameDimensions(x, y) ? compareNodes(converted(left), converted(right), comparison) : "different";
  }
  const valueOf = (node: Node): Node => (node.kind === "quantity" ? node.value : node);
  return compareNodes(valueOf(a), valueOf(b), comparison);
}

/** Beside a quantity a product with units' letters, such as `100 g` or `10 m/s`, is one too. */
function asQuantity(node: Node): QuantityNode | null {
  if (node.kind === "quantity") return node;
  if (node.kind !== "apply") return null;
  const [left, right] = node.args;
  if (left === undefined || right === undefined) return null;
  const words = unitLetters(right);
  if (words === null) return null;
  if (node.operator === "multiply") return { kind: "quantity", value: left, unit: unitOf(words) };
  const inner = node.operator === "divide" ? asQuantity(left) : null;
  return inner === null || left.kind === "quantity"
    ? null
    : { ...inner, unit: unitOf([...inner.unit.name.split(" "), "/", ...words]) };
}

/** `s` and `s^2` as words of a unit. */
function unitLetters(node: Node): string[] | null {
  if (node.kind === "symbol") return isUnitWord(node.name) ? [node.name] : null;
  const [base, exponent] = node.kind === "apply" && node.operator === "power" ? node.args : [];
  if (base?.kind !== "symbol" || exponent?.kind !== "number" || !isUnitWord(base.name)) return null;
  return [base.name, `^${exponent.value.over}`];
}

function converted({ value, unit }: QuantityNode): Node {
  return unit.factor.over === unit.factor.under ? value : apply("multiply", value, numberNode(unit.factor));
}

function compareRatios(a: Node, b: Node, comparison: Comparison): Verdict {
  if (a.kind === "ratio" && b.kind === "ratio") return compareTwoRatios(a, b, comparison);
  const quotient = (node: Node): Node | null => {
    if (node.kind !== "ratio") return node;
    const [over, under] = node.parts;
    const isZero = under?.kind === "number" && under.value.over === 0n;
    if (node.parts.length !== 2 || over === undefined || under === undefined || isZero) return null;
    return apply("divide", over, under);
  };
  const [x, y] = [quotient(a), quotient(b)];
  return x === null || y === null ? "different" : compareNodes(x, y, comparison);
}

/** Ratios by cross-multiplication, unless both are times. */
function compareTwoRatios(a: RatioNode, b: RatioNode, comparison: Comparison): Verdict {
  if (a.clockSeconds !== undefined && b.clockSeconds !== undefined) return compareClocks(a, b);
  const [firstA, firstB] = [a.parts[0], b.parts[0]];
  if (a.parts.length !== b.parts.length || firstA === undefined || firstB === undefined) return "different";
  return allOf(
    a.parts.slice(1).map((part, i) => {
      const other = b.parts[i + 1] ?? firstB;
      return compareNodes(apply("multiply", part, firstB), apply("multiply", other, firstA), comparison);
    }),
  );
}

const halfDaySeconds = 12 * 3600;

/** Times of the day; one without "a.m." or "p.m." may mean either half beside one that says which. */
function compareClocks(a: RatioNode, b: RatioNode): Verdict {
  const [x, y] = [a.clockSeconds ?? 0, b.clockSeconds ?? 0];
  const isVague = (a.isHalfDayKnown ?? false) !== (b.isHalfDayKnown ?? false) && Math.min(x, y) < halfDaySeconds + 3600;
  return x === y || (isVague && x % halfDaySeconds === y % halfDaySeconds) ? "equal" : "different";
}
