import type { Graph } from "../graph.ts";
import { binary, reduce, reshapeNode } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError, sameShape, showShape } from "../value.ts";

/**
 * Root-mean-square normalisation, x / rms(x) * gain.
 *
 * @param x [T, D]
 * @param gain [D]
 * @returns [T, D]
 * @see Zhang and Sennrich 2019, arXiv:1910.07467
 */
export function rmsNorm(graph: Graph, x: Value, gain: Value, epsilon: number): Value {
  const rows = dim(x, 0);
  const width = fixedDim(x, 1);
  if (!sameShape(gain.shape, [width])) {
    throw new GraphError(`rmsNorm: gain ${showShape(gain.shape)} does not fit ${showShape(x.shape)}`);
  }
  const [y, inverseRms] = graph.nodePair(
    {
      op: "SimplifiedLayerNormalization",
      inputs: [x, gain],
      attributes: { axis: -1, epsilon: { float: epsilon } },
    },
    x.shape, // [T, D]
    [rows, 1],
  );
  return graph.record(y, [x, gain], (dy, gradients) => {
    const unit = binary(graph, "Mul", x, inverseRms); // [T, D], x / rms(x)
    gradients.add(gain, () => {
      const perColumn = reduce(graph, "ReduceSum", binary(graph, "Mul", dy, unit), [0]);
      return reshapeNode(graph, perColumn, [width]);
    });
    gradients.add(x, () => {
      const dUnit = binary(graph, "Mul", dy, gain); // [T, D]
      const along = reduce(graph, "ReduceMean", binary(graph, "Mul", dUnit, unit), [1]); // [T, 1]
      const across = binary(graph, "Sub", dUnit, binary(graph, "Mul", unit, along));
      return binary(graph, "Mul", across, inverseRms);
    });
  });
}
