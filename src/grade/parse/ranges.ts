import type { Node } from "./node.ts";

const setNames = /^(?:integers|naturals|reals|rationals|[ZNRQ](?:_.*|\\^.*)?)$/;

/** Whether a relation only says which values a name may take, as in `k \\in \\mathbb{Z}`. */
export function isRange(node: Node): boolean {
  if (node.kind !== "relation" || node.relations[0] !== "in" || node.relations.length !== 1) return false;
  let [, set]: readonly (Node | undefined)[] = node.sides;
  if (set?.kind === "apply" && set.operator === "power") [set] = set.args;
  return (set?.kind === "constant" || set?.kind === "symbol") && setNames.test(set.name);
}
