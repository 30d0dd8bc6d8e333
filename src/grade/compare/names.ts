import type { Node, RelationNode } from "../parse/node.ts";

/** Whether a node only names something: `x`, `f(x)`, `AB`, `\angle ABC`, `(x, y)`, words. */
export function isName(node: Node): boolean {
  if (node.kind === "symbol" || node.kind === "prose") return true;
  if (node.kind === "constant") return node.name === "e" || node.name === "i";
  if (node.kind === "group") return node.items.length > 0 && node.items.every((item) => item.kind === "symbol");
  if (isDerivative(node)) return true;
  if (node.kind === "apply" && node.operator === "absolute") return node.args.every(isSegment);
  if (node.kind === "apply" && /^(?:union|intersection|without)$/.test(node.operator)) return node.args.every(isName);
  return isSegment(node);
}

/** `\frac{dy}{dx}`. */
function isDerivative(node: Node): boolean {
  if (node.kind !== "apply" || node.operator !== "divide") return false;
  return node.args.every((arg) => {
    const [d, name] = arg.kind === "apply" && arg.operator === "multiply" ? arg.args : [];
    return d?.kind === "symbol" && d.name === "d" && name?.kind === "symbol";
  });
}

/** A product of capital letters, as in the segment `AB` or the angle `\angle ABC`. */
function isSegment(node: Node): boolean {
  let rest: Node | undefined = node;
  let letters = 0;
  while (rest?.kind === "apply" && rest.operator === "multiply" && letters < 6) {
    const [left, right]: readonly (Node | undefined)[] = rest.args;
    if (right?.kind !== "symbol" || !/^(?:[A-Z]|angle|triangle)/.test(right.name)) return false;
    letters++;
    rest = left;
  }
  return letters > 0 && rest?.kind === "symbol" && /^(?:[A-Z]|angle|triangle|m$)/.test(rest.name);
}

/** Whether the node names a function's value, as in `f(x) = ...`. */
export const isCall = (node: Node): boolean => node.kind === "symbol" && node.name.includes("(");

/** A value with the name it is given: `x = 5`, `5 = x`, `x \in S`, `x \equiv 3`; null where a relation does something else. */
export interface Assignment {
  readonly name: Node;
  readonly value: Node;
}

/** Reads a relation as a name with its value; of `x = 2/3 \approx 0.67` the last exact side is the value. */
export function assignmentOf(node: RelationNode): Assignment | null {
  const approximate = node.relations.indexOf("~");
  const count = approximate < 0 ? node.sides.length : approximate + 1;
  const relations = node.relations.slice(0, count - 1);
  const sides = node.sides.slice(0, count);
  const [first, second] = sides;
  const last = sides.at(-1);
  if (first === undefined || last === undefined) return null;
  if (first.kind === "symbol" && last.kind === "symbol" && first.name === last.name && sides.length > 1) return null;
  if (relations.length === 0) return isName(first) ? lastSide(node, first) : { name: first, value: first };
  const isMembership = relations.length === 1 && (relations[0] === "in" || relations[0] === "congruent");
  if (isMembership || relations.every((relation) => relation === "=")) {
    if (isName(first)) return { name: first, value: last };
    if (!isMembership && sides.length === 2 && second !== undefined && isName(second))
      return { name: second, value: first };
  }
  return null;
}

/** `x \approx 0.67` gives x its only value. */
function lastSide(node: RelationNode, name: Node): Assignment | null {
  const value = node.sides.at(-1);
  return value === undefined || value === name ? null : { name, value };
}
