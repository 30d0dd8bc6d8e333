import type { Graph } from "../graph.ts";
import type { Gradients } from "../gradients.ts";
import { binary, reshapeNode } from "../nodes.ts";
import type { Value } from "../value.ts";

/**
 * The values that a segment of the graph keeps for its backward pass: all that it computed, or its input alone. "unordered"
 * keeps all without the false dependencies below, which are programs of their own on a GPU: there ONNX Runtime's order holds
 * no more memory (`dispatches.test.ts` counts both).
 */
export type SegmentMemory = "keep" | "unordered" | "recompute";

/**
 * Part of a model, such as one layer, whose backward pass runs as one block.
 *
 * ONNX Runtime orders nodes by data dependencies alone: it would postpone weight gradients and start recomputation
 * during the forward pass, and so hold every layer's activations at once. Two false dependencies (adding 0 * x) prevent
 * that: recomputation waits for dy, and the gradient of `x` waits for the weights' gradients.
 *
 * @param x the segment's input
 * @param parameters every other value that `build` uses and whose gradient may be wanted
 * @param build the segment as a function of its input; called again in the backward pass to recompute
 * @see Chen et al. 2016, arXiv:1604.06174, for recomputation
 */
export function segment(
  graph: Graph,
  x: Value,
  parameters: readonly Value[],
  memory: SegmentMemory,
  build: (x: Value) => Value,
): Value {
  const forward = graph.onOwnTape(memory !== "recompute", () => build(x));
  const tied = (dx: Value, gradients: Gradients): Value =>
    waitFor(
      graph,
      dx,
      parameters.flatMap((parameter) => gradients.of(parameter) ?? []),
    );
  return graph.record(forward.result, [x, ...parameters], (dy, gradients) => {
    if (memory !== "recompute") {
      gradients.pullBack(forward.tape);
      if (memory === "keep") gradients.replace(x, (dx) => tied(dx, gradients));
      return;
    }
    const input = waitFor(graph, x, [dy]);
    const again = graph.onOwnTape(true, () => build(input));
    if (gradients.needs(x)) gradients.want(input);
    gradients.start(again.result, dy);
    gradients.pullBack(again.tape);
    const dx = gradients.of(input);
    if (dx) gradients.add(x, () => tied(dx, gradients));
  });
}

/** x, available only once `others` are: x + 0 * (one element of each). Not differentiable. */
export function waitFor(graph: Graph, x: Value, others: readonly Value[]): Value {
  const corners = others.map((other) => firstElement(graph, other));
  const sum = corners.length > 1 ? graph.node({ op: "Sum", inputs: corners }, [1]) : corners[0];
  return sum ? binary(graph, "Add", x, binary(graph, "Mul", sum, graph.scalar(0))) : x;
}

function firstElement(graph: Graph, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  const starts = graph.integers(axes.map(() => 0));
  const ends = graph.integers(axes.map(() => 1));
  const inputs = [x, starts, ends, graph.integers(axes)];
  const corner = graph.node(
    { op: "Slice", inputs },
    axes.map(() => 1),
  );
  return reshapeNode(graph, corner, [1]);
}
