import type { Graph } from "../graph.ts";
import { MICROSOFT } from "../graph.ts";
import { reshapeNode, unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError, sameShape, showShape } from "../value.ts";

/** The angles of rotary position embedding: cos and sin of position times frequency, each [positions, N / 2]. */
export interface RotaryTables {
  readonly cos: Value;
  readonly sin: Value;
}

/**
 * Rotary position embedding in Hugging Face's layout: element i of a head turns together with element i + N / 2.
 *
 * @param x [T, H * N], H heads of N elements
 * @param positions int64 [T, 1]
 * @returns [T, H * N]
 * @see Su et al. 2021, arXiv:2104.09864
 */
export function rotary(graph: Graph, x: Value, positions: Value, tables: RotaryTables, heads: number): Value {
  const rows = dim(x, 0);
  const width = fixedDim(x, 1);
  const half = fixedDim(tables.cos, 1);
  if (width !== 2 * half * heads || !sameShape(positions.shape, [rows, 1])) {
    const got = `x ${showShape(x.shape)}, positions ${showShape(positions.shape)}, cos ${showShape(tables.cos.shape)}`;
    throw new GraphError(`rotary: ${got} do not fit ${heads} heads`);
  }
  const turn = (value: Value, sin: Value): Value => {
    const steps = reshapeNode(graph, value, [rows, 1, width]); // each token a sequence of one
    const inputs = [steps, positions, tables.cos, sin];
    const attributes = { interleaved: 0, num_heads: heads };
    const turned = graph.node({ op: "RotaryEmbedding", domain: MICROSOFT, inputs, attributes }, steps.shape);
    return reshapeNode(graph, turned, x.shape);
  };
  return graph.record(turn(x, tables.sin), [x], (dy, gradients) =>
    gradients.add(x, () => turn(dy, unary(graph, "Neg", tables.sin))),
  ); // the inverse of a rotation turns backwards
}
