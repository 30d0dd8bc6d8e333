import type { Rational } from "../numbers/rational.ts";
import type { ownNames } from "./function-names.ts";

type OwnName = (typeof ownNames)[number];

/** An operation on expressions; `apply` nodes carry one of these with their operands. `log` has one of unstated base, or its base too. */
export type Operator =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "power"
  | "negate"
  | "plusMinus"
  | "minusPlus"
  | "root" // [radicand, degree]
  | "factorial"
  | "doubleFactorial"
  | "binomial"
  | "permutations"
  | "degree"
  | "percent"
  | "absolute"
  | "floor"
  | "ceiling"
  | "modulo"
  | "residue" // [value, modulus] of `\pmod`: the class, where modulo is the remainder
  | "real"
  | "imaginary"
  | "union"
  | "intersection"
  | "without"
  | OwnName;

/** How a relation compares its neighbouring sides. */
export type Relation = "=" | "<" | "<=" | ">" | ">=" | "!=" | "~" | "in" | "congruent" | "->" | "other";

/** A literal number; `places` counts the written decimal places, `significant` the digits from the first that is not 0. */
export interface NumberNode {
  readonly kind: "number";
  readonly value: Rational;
  readonly places: number;
  readonly significant: number;
  /** The digits as written when a base was given, else absent. */
  readonly inBase?: { readonly digits: string; readonly base: number };
}

/** A named unknown, subscript and primes included. */
export interface SymbolNode {
  readonly kind: "symbol";
  readonly name: string;
}

/** A constant of mathematics. */
export interface ConstantNode {
  readonly kind: "constant";
  readonly name:
    | "pi"
    | "e"
    | "i"
    | "phi"
    | "infinity"
    | "empty"
    | "reals"
    | "integers"
    | "naturals"
    | "rationals"
    | "complexes";
}

/** An operation with its operands. */
export interface ApplyNode {
  readonly kind: "apply";
  readonly operator: Operator;
  readonly args: readonly Node[];
}

/** A finite sum or product over an integer variable. */
export interface FoldNode {
  readonly kind: "fold";
  readonly operator: "sum" | "product";
  readonly variable: string;
  readonly from: Node;
  readonly to: Node;
  readonly body: Node;
}

/** Several things together; `open` and `close` are the brackets, empty for a bare list. */
export interface GroupNode {
  readonly kind: "group";
  readonly open: "(" | "[" | "{" | "<" | "";
  readonly close: ")" | "]" | "}" | ">" | "";
  readonly items: readonly Node[];
  /** How a bare list was joined: `or` and `and` in words count, commas do not. */
  readonly joint: "," | "and" | "or";
}

/** A chain such as a < b <= c: `relations[i]` stands between `sides[i]` and `sides[i + 1]`. */
export interface RelationNode {
  readonly kind: "relation";
  readonly relations: readonly Relation[];
  readonly sides: readonly Node[];
}

/** A rectangular array. */
export interface MatrixNode {
  readonly kind: "matrix";
  readonly rows: readonly (readonly Node[])[];
}

/** A value with its unit, a word for what is counted, a currency or a percent sign. */
export interface QuantityNode {
  readonly kind: "quantity";
  readonly value: Node;
  readonly unit: Unit;
}

/** Words. */
export interface ProseNode {
  readonly kind: "prose";
  readonly text: string;
}

/** A ratio a : b : c, or a time of the day. */
export interface RatioNode {
  readonly kind: "ratio";
  readonly parts: readonly Node[];
  /** Seconds since midnight where the ratio reads as a time (`20:34`), else absent. */
  readonly clockSeconds?: number;
  /** Whether the time says "a.m." or "p.m.". */
  readonly isHalfDayKnown?: boolean;
}

/**
 * A unit: its factor to the base units and the powers of the dimensions. An unknown word has the dimensions null: it names what is
 * counted and compares with everything.
 */
export interface Unit {
  readonly name: string;
  readonly factor: Rational;
  readonly dimensions: Readonly<Record<string, number>> | null;
}

/** A parsed answer. */
export type Node =
  | NumberNode
  | SymbolNode
  | ConstantNode
  | ApplyNode
  | FoldNode
  | GroupNode
  | RelationNode
  | MatrixNode
  | QuantityNode
  | ProseNode
  | RatioNode;

/** An operation applied to operands. */
export const apply = (operator: Operator, ...args: readonly Node[]): ApplyNode => ({ kind: "apply", operator, args });

/** An exact number that was computed, not written. */
export const numberNode = (value: Rational): NumberNode => ({ kind: "number", value, places: 0, significant: 0 });

/** The nodes directly below. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "apply":
      return node.args;
    case "fold":
      return [node.from, node.to, node.body];
    case "group":
      return node.items;
    case "relation":
      return node.sides;
    case "matrix":
      return node.rows.flat();
    case "quantity":
      return [node.value];
    case "ratio":
      return node.parts;
    default:
      return [];
  }
}

/** The node and all below it, parents first; iterative, whatever the depth. */
export function* walk(root: Node): Generator<Node> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (const child of childrenOf(node)) stack.push(child);
  }
}

/** Whether any node of the tree has the property. */
export function contains(root: Node, isWanted: (node: Node) => boolean): boolean {
  for (const node of walk(root)) if (isWanted(node)) return true;
  return false;
}

/** The node with other children, given in the order of `childrenOf`. */
function withChildren(node: Node, children: readonly Node[]): Node {
  switch (node.kind) {
    case "apply":
      return { ...node, args: children };
    case "fold": {
      const [from = node.from, to = node.to, body = node.body] = children;
      return { ...node, from, to, body };
    }
    case "group":
      return { ...node, items: children };
    case "relation":
      return { ...node, sides: children };
    case "matrix": {
      const width = node.rows[0]?.length ?? 0;
      return { ...node, rows: node.rows.map((_, i) => children.slice(i * width, (i + 1) * width)) };
    }
    case "quantity":
      return { ...node, value: children[0] ?? node.value };
    case "ratio":
      return { ...node, parts: children };
    default:
      return node;
  }
}

/** The tree with every node replaced after its children were; iterative, whatever the depth. */
export function rebuild(root: Node, replace: (node: Node) => Node): Node {
  const replaced = new Map<Node, Node>();
  for (const node of [...walk(root)].reverse()) {
    if (replaced.has(node)) continue;
    const children = childrenOf(node).map((child) => replaced.get(child) ?? child);
    replaced.set(node, replace(children.length === 0 ? node : withChildren(node, children)));
  }
  return replaced.get(root) ?? root;
}
