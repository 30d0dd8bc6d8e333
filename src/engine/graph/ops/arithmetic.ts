import type { Graph } from "../graph.ts";
import { binary, reshapeNode, sumToShape, transposeNode, unary } from "../nodes.ts";
import type { Shape, Value } from "../value.ts";

/** a + b under broadcasting. */
export function add(graph: Graph, a: Value, b: Value): Value {
  return graph.record(binary(graph, "Add", a, b), [a, b], (dy, gradients) => {
    gradients.add(a, () => sumToShape(graph, dy, a.shape));
    gradients.add(b, () => sumToShape(graph, dy, b.shape));
  });
}

/** a - b under broadcasting. */
export function subtract(graph: Graph, a: Value, b: Value): Value {
  return graph.record(binary(graph, "Sub", a, b), [a, b], (dy, gradients) => {
    gradients.add(a, () => sumToShape(graph, dy, a.shape));
    gradients.add(b, () => sumToShape(graph, unary(graph, "Neg", dy), b.shape));
  });
}

/** a b, element by element, under broadcasting. */
export function multiply(graph: Graph, a: Value, b: Value): Value {
  return graph.record(binary(graph, "Mul", a, b), [a, b], (dy, gradients) => {
    gradients.add(a, () => sumToShape(graph, binary(graph, "Mul", dy, b), a.shape));
    gradients.add(b, () => sumToShape(graph, binary(graph, "Mul", dy, a), b.shape));
  });
}

/** The same elements in another shape; at most one dimension may be known only at run time. */
export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  const y = reshapeNode(graph, x, shape);
  if (y === x) return x;
  return graph.record(y, [x], (dy, gradients) => gradients.add(x, () => reshapeNode(graph, dy, x.shape)));
}

/** Axes in another order: axis i of the result is axis `order[i]` of `x`. */
export function transpose(graph: Graph, x: Value, order: readonly number[]): Value {
  const back = order.map((_, axis) => order.indexOf(axis));
  return graph.record(transposeNode(graph, x, order), [x], (dy, gradients) =>
    gradients.add(x, () => transposeNode(graph, dy, back)),
  );
}
