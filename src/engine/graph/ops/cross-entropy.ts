import type { Graph } from "../graph.ts";
import { binary, reduce, reshapeNode, unary } from "../nodes.ts";
import type { Dim, Value } from "../value.ts";
import { dim, elementCount, GraphError, sameShape, showShape } from "../value.ts";

/** The tokens whose negative log-likelihood is asked for: E of them, predicted from P rows of logits. */
export interface Targets {
  /** int64 [E], row * V + token: the place of the token's logit among the P * V logits. */
  readonly places: Value;
  /** float32 [E], each token's loss weight. */
  readonly weights: Value;
  /** float32 [P, 1], the sum of the weights of a row's tokens. */
  readonly rowWeights: Value;
}

/**
 * Log-probabilities of chosen tokens.
 *
 * @param logits [P, V]
 * @param places int64 [E], row * V + token
 * @returns [E]; not differentiable, see `crossEntropy`
 */
export function logProbabilities(graph: Graph, logits: Value, places: Value): Value {
  return pick(graph, unary(graph, "LogSoftmax", logits, { axis: -1 }), places);
}

const flatSize = (matrix: Value): Dim => elementCount(matrix.shape) ?? matrix.shape.join("*");

function pick(graph: Graph, logProbs: Value, places: Value): Value {
  const flat = reshapeNode(graph, logProbs, [flatSize(logProbs)]);
  return graph.node({ op: "Gather", inputs: [flat, places], attributes: { axis: 0 } }, places.shape);
}

/**
 * Weighted negative log-likelihood, summed: sum over targets e of weight_e * -log p_e. Several targets may share a row.
 *
 * @param logits [P, V]
 * @returns scalar, in nats
 */
export function crossEntropy(graph: Graph, logits: Value, targets: Targets): Value {
  const { places, weights, rowWeights } = targets;
  const rows = dim(logits, 0);
  if (!sameShape(places.shape, weights.shape) || !sameShape(rowWeights.shape, [rows, 1])) {
    const got = [places, weights, rowWeights].map((value) => showShape(value.shape)).join(" ");
    throw new GraphError(`crossEntropy: targets ${got} do not fit logits ${showShape(logits.shape)}`);
  }
  const logProbs = unary(graph, "LogSoftmax", logits, { axis: -1 }); // [P, V]
  const weighted = binary(graph, "Mul", pick(graph, logProbs, places), weights); // [E]
  const loss = unary(graph, "Neg", reduce(graph, "ReduceSum", weighted, [0], false));
  return graph.record(loss, [logits], (dLoss, gradients) =>
    gradients.add(logits, () => {
      // d loss / d logits = rowWeight * softmax, minus the weight at each target
      const spread = binary(graph, "Mul", unary(graph, "Exp", logProbs), binary(graph, "Mul", rowWeights, dLoss));
      const flat = reshapeNode(graph, spread, [flatSize(logits)]);
      const peaks = unary(graph, "Neg", binary(graph, "Mul", weights, dLoss)); // [E]
      const attributes = { axis: 0, reduction: "add" };
      const dLogits = graph.node({ op: "ScatterElements", inputs: [flat, places, peaks], attributes }, flat.shape);
      return reshapeNode(graph, dLogits, logits.shape);
    }),
  );
}
