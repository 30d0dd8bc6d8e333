import { neededNodes, type Graph, type Node, type Value } from "../graph/index.ts";
import { bytesOf, sizeOf, type Sizes } from "./sizes.ts";

/** The work of a run of a graph on a GPU. */
export interface GraphWork {
  /** Programs that are dispatched, one for each operator but for views and copies. */
  readonly programs: number;
  /** Copies from buffer to buffer. */
  readonly copies: number;
  /** Bytes that programs and copies read and write, each operand and result once. */
  readonly bytes: number;
  /** Floating-point operations of matrix products, two for each product of elements. */
  readonly operations: number;
}

/** Counts a lowered graph's work. */
export function graphWork(graph: Graph, sizes: Sizes): GraphWork {
  const nodes = neededNodes(graph).filter(({ op }) => op !== "Reshape"); // the same buffer under another shape
  const copies = nodes.filter(({ op }) => op === "Identity").length;
  const bytes = nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]).filter((value) => value !== undefined);
  return {
    programs: nodes.length - copies,
    copies,
    bytes: bytes.reduce((sum, value) => sum + bytesOf(value, sizes), 0),
    operations: nodes.reduce((sum, node) => sum + operationsOf(node, sizes), 0),
  };
}

function operationsOf({ op, inputs, outputs, attributes }: Node, sizes: Sizes): number {
  const [a, [product]] = [inputs[0], outputs];
  if (a === undefined || product === undefined || (op !== "MatMul" && op !== "Gemm")) return 0;
  const inner = op === "Gemm" && attributes?.["transA"] === 1 ? 0 : a.shape.length - 1;
  return 2 * elementsOf(product, sizes) * sizeOf(a.shape[inner] ?? 1, sizes, a.shape);
}

const elementsOf = ({ shape }: Value, sizes: Sizes): number =>
  shape.reduce((count: number, dim) => count * sizeOf(dim, sizes, shape), 1);

/** The work of several runs together. */
export function workOf(runs: readonly GraphWork[]): GraphWork {
  const sum = (key: keyof GraphWork): number => runs.reduce((total, run) => total + run[key], 0);
  return { programs: sum("programs"), copies: sum("copies"), bytes: sum("bytes"), operations: sum("operations") };
}
