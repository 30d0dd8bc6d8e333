import type { Graph } from "../graph.ts";
import { binary, unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { GraphError, sameShape, showShape } from "../value.ts";

/**
 * The gated unit of a Llama feed-forward layer: silu(gate) * up, where silu(x) = x sigmoid(x).
 *
 * @param gate [T, F]
 * @param up [T, F]
 * @returns [T, F]
 * @see Shazeer 2020, arXiv:2002.05202
 */
export function swiglu(graph: Graph, gate: Value, up: Value): Value {
  if (!sameShape(gate.shape, up.shape)) {
    throw new GraphError(`swiglu: gate ${showShape(gate.shape)} and up ${showShape(up.shape)} differ`);
  }
  const sigmoid = unary(graph, "Sigmoid", gate);
  const silu = binary(graph, "Mul", gate, sigmoid);
  const y = binary(graph, "Mul", silu, up);
  return graph.record(y, [gate, up], (dy, gradients) => {
    gradients.add(up, () => binary(graph, "Mul", dy, silu));
    gradients.add(gate, () => {
      // d/dgate = sigmoid up + silu up (1 - sigmoid) = y + sigmoid (up - y): the form with the fewest passes
      const slope = binary(graph, "Add", y, binary(graph, "Mul", sigmoid, binary(graph, "Sub", up, y)));
      return binary(graph, "Mul", dy, slope);
    });
  });
}
