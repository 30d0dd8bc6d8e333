import type { Graph } from "../graph.ts";
import { gemm, sumToShape } from "../nodes.ts";
import type { Value } from "../value.ts";

/**
 * x W^T (+ plus): a linear layer in Hugging Face's layout.
 *
 * @param x [T, I]
 * @param weight [O, I]
 * @param plus a bias [O] or a residual [T, O]; Gemm adds it without a pass of its own
 * @returns [T, O]
 */
export function linear(graph: Graph, x: Value, weight: Value, plus?: Value): Value {
  const y = gemm(graph, x, weight, { transposeB: true, ...(plus && { plus }) });
  return graph.record(y, plus ? [x, weight, plus] : [x, weight], (dy, gradients) => {
    if (plus) gradients.add(plus, () => sumToShape(graph, dy, plus.shape));
    gradients.addInto(weight, (sum) => gemm(graph, dy, x, { transposeA: true, ...(sum && { plus: sum }) }));
    gradients.addInto(x, (sum) => gemm(graph, dy, weight, sum && { plus: sum }));
  });
}
