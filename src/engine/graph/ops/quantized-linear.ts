import type { Graph } from "../graph.ts";
import { MICROSOFT } from "../graph.ts";
import { binary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError, showShape } from "../value.ts";

/** A matrix [O, I] in bytes: each block of a row's elements has a scale of its own. */
export interface QuantizedMatrix {
  /** uint8 [O, blocks, blockSize]; 128 stands for 0 */
  readonly packed: Value;
  /** [O * blocks] */
  readonly scales: Value;
  readonly blockSize: number;
  /** I */
  readonly inputs: number;
}

/** The kernel's number for products of whole numbers: inputs are rounded to 8 bits too, block by block. */
const wholeNumberProducts = 4;

/**
 * x W^T (+ plus) with a quantized W. It has no derivative.
 *
 * @param x [T, I]
 * @param plus [O] or [T, O]
 * @returns [T, O]
 */
export function quantizedLinear(graph: Graph, x: Value, matrix: QuantizedMatrix, plus?: Value): Value {
  const { packed, scales, blockSize, inputs } = matrix;
  if (fixedDim(x, 1) !== inputs) {
    throw new GraphError(`quantizedLinear: ${showShape(x.shape)} does not fit a matrix of ${inputs} inputs`);
  }
  const outputs = fixedDim(packed, 0);
  const attributes = { K: inputs, N: outputs, bits: 8, block_size: blockSize, accuracy_level: wholeNumberProducts };
  const node = { op: "MatMulNBits", domain: MICROSOFT, inputs: [x, packed, scales], attributes };
  const y = graph.node(node, [dim(x, 0), outputs]);
  return plus ? binary(graph, "Add", y, plus) : y;
}
