import { equalRationals } from "../numbers/rational.ts";
import { type ApplyNode, contains, type GroupNode, type Node, type RelationNode } from "../parse/node.ts";
import { branchesOf, compareGroups, compareInAnyOrder, compareInOrder, membersOf } from "./collections.ts";
import { compareExpressions } from "./expressions.ts";
import { isFloatNoise } from "./float-noise.ts";
import { compareWithConditions } from "./inequalities.ts";
import { componentsOf, rowsOf } from "./matrices.ts";
import { compareProse } from "./prose.ts";
import { compareQuantities } from "./quantities.ts";
import { compareRatios } from "./ratios.ts";
import { infinityOf, isPlainlySet, type RealSet, realSetOf } from "./real-sets.ts";
import { isName } from "./names.ts";
import { compareRelations, solves, valueBeside } from "./relations.ts";
import { componentsByBasis, usesBasis } from "./renaming.ts";
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
  if (holdsEmptySet(a) !== holdsEmptySet(b)) return "different";
  const vectors = asVectors(a, b);
  if (vectors !== null) return compareNodes(vectors[0], vectors[1], inner);
  return compareMatrices(a, b, inner) ?? compareCollections(a, b, inner) ?? compareScalars(a, b, inner);
}

/** `\{\emptyset\}`, which is not empty. */
const holdsEmptySet = (node: Node): boolean =>
  node.kind === "group" &&
  node.open === "{" &&
  node.items.some((item) => item.kind === "constant" && item.name === "empty");

/** The tuples of components where an answer is a sum of unit vectors; null where none is. */
function asVectors(a: Node, b: Node): readonly [Node, Node] | null {
  if (!usesBasis(a) && !usesBasis(b)) return null;
  const countOf = (node: Node): number | null =>
    node.kind === "group" ? node.items.length : node.kind === "matrix" ? node.rows.flat().length : null;
  const count = countOf(a) ?? countOf(b) ?? 3;
  const tuple = (node: Node): Node =>
    node.kind === "group"
      ? { ...node, open: "(", close: ")" }
      : node.kind === "matrix"
        ? node
        : componentsByBasis(node, count);
  return count === 2 || count === 3 ? [tuple(a), tuple(b)] : null;
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
      const haveSameEnds = interval.hasLow === other.hasLow && interval.hasHigh === other.hasHigh;
      if (!haveSameEnds && !comparison.endsAreFree) return "different";
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
  if (value === null) return a === relation ? compareUnderstood(relation, other, comparison) : "different";
  return a.kind === "relation" ? compareNodes(value, b, comparison) : compareNodes(a, value, comparison);
}

/** A gold equation, or an order of names, beside an answer that leaves out what the question says: `xy = 6` and `6/x`, `b < a` and `b, a`. */
function compareUnderstood(gold: RelationNode, answer: Node, comparison: Comparison): Verdict {
  if (answer.kind === "group") {
    const isOrder =
      gold.relations.every((relation) => relation === "<") || gold.relations.every((relation) => relation === ">");
    const isOfNames = gold.sides.length > 2 && gold.sides.every(isName) && answer.open === "";
    return isOrder && isOfNames && comparison.isGoldFirst
      ? compareInOrder(gold.sides, answer.items, (x, y) => compareNodes(x, y, comparison))
      : "different";
  }
  return comparison.isGoldFirst ? solves(gold, answer, comparison) : "different";
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
  if (members.length === 1 && membersOf(a).length > 1 && !isList(b, y))
    return anyOf(membersOf(a).map((member) => compare(member, b)));
  if (others.length === 1 && membersOf(b).length > 1 && !isList(a, x))
    return anyOf(membersOf(b).map((member) => compare(a, member)));
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

/** Whether an expression is undefined as it is written. */
const dividesByZero = (node: Node): boolean =>
  contains(node, (inner) => {
    const [, under] = inner.kind === "apply" && inner.operator === "divide" ? inner.args : [];
    return under?.kind === "number" && under.value.over === 0n;
  });

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
  if (a.kind === "quantity" || b.kind === "quantity") return compareQuantities(a, b, compareNodes, comparison);
  if (a.kind === "ratio" || b.kind === "ratio") return compareRatios(a, b, compareNodes, comparison);
  const [x, y] = [infinityOf(a), infinityOf(b)];
  if (x !== 0 || y !== 0) return x === y ? "equal" : "different";
  if (a.kind === "constant" && b.kind === "constant" && a.name === b.name) return "equal";
  if (isFloatNoise(a, b)) return "equal";
  if (isResidue(a) && isResidue(b)) return compareResidues(a, b, comparison);
  if (isSetName(a) !== isSetName(b) || dividesByZero(a) !== dividesByZero(b)) return "different";
  if (a.kind === "number" && b.kind === "number") {
    const areEqual = equalRationals(a.value, b.value);
    if (areEqual || (a.places === 0 && b.places === 0)) return areEqual ? "equal" : "different";
  }
  comparison.budget.spend(10);
  return compareExpressions(a, b, comparison);
}
