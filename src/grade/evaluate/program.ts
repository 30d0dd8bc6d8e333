import { childrenOf, type Node } from "../parse/node.ts";

/** One step of a program: a node whose operands are the results of the steps `args`. */
export interface Step {
  readonly node: Node;
  readonly args: readonly number[];
  /** The body of a sum or product, which runs once for every value of its variable. */
  readonly body?: Program;
}

/** An expression in postorder: every step comes after its operands, so that evaluation is one loop whatever the depth. */
export type Program = readonly Step[];

const programs = new WeakMap<Node, Program>();
const maxFoldDepth = 4;

/** The program of an expression, remembered per node; a sum nested more than four deep keeps no body and evaluates to nothing. */
export function compile(root: Node, foldDepth = 0): Program {
  const known = programs.get(root);
  if (known !== undefined) return known;
  const steps: Step[] = [];
  const indexOf = new Map<Node, number>();
  const stack: Node[] = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (indexOf.has(node)) {
      stack.pop();
      continue;
    }
    const children = node.kind === "fold" ? [node.from, node.to] : childrenOf(node);
    const missing = children.filter((child) => !indexOf.has(child));
    if (missing.length > 0) {
      stack.push(...missing.slice(0, 1000));
      continue;
    }
    stack.pop();
    indexOf.set(node, steps.length);
    const args = children.map((child) => indexOf.get(child) ?? 0);
    const body = node.kind === "fold" && foldDepth < maxFoldDepth ? compile(node.body, foldDepth + 1) : null;
    steps.push(body === null ? { node, args } : { node, args, body });
  }
  programs.set(root, steps);
  return steps;
}
