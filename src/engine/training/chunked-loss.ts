import type { Dim, Graph, Shape, Targets, Value } from "../graph/index.ts";
import { crossEntropy, differentiateFrom, logProbabilities, waitFor } from "../graph/index.ts";

/** The output layer, as a function of hidden states: [P, D] to [P, V]. */
export type Head = (hidden: Value) => Value;

/** The targets to predict, by chunks of the rows of logits; P, E and their parts are known only at run time. */
export interface ChunkedTargets extends Targets {
  /** C chunks: int64 [C], the rows and the targets of each; undefined: all is one chunk. */
  readonly chunks?: { readonly rows: Value; readonly targets: Value; readonly count: number } | undefined;
}

/** The output layer's weight and its gradient: before the loss, or with the loss's part. */
interface HeadSum {
  readonly weight: Value;
  readonly sum: Value;
}

/** The loss with what goes back from it. */
interface ChunkedLoss {
  /** Scalar, nats. */
  readonly loss: Value;
  /** [P, D] */
  readonly dHidden: Value;
  /** As given, with the loss's part added; undefined where none was given. */
  readonly headSum: Value | undefined;
}

/** One chunk: a part of the rows and what is predicted from them. */
interface Chunk extends Targets {
  readonly hidden: Value;
}

/**
 * Weighted negative log-likelihood of tokens and its gradient, chunk by chunk: the logits of one chunk are gone before those
 * of the next are made. With a vocabulary of 49,152 they would take more memory than all layers. Logits, loss and gradient
 * are those of one chunk, but for the order in which the weight's gradient is summed.
 *
 * @param hidden [P, D], the steps from which something is predicted
 * @param headSum where the output layer is trained
 */
export function chunkedLoss(
  graph: Graph,
  hidden: Value,
  targets: ChunkedTargets,
  head: Head,
  headSum: HeadSum | undefined,
): ChunkedLoss {
  const losses: Value[] = [];
  const gradients: Value[] = [];
  let sum = headSum?.sum;
  for (const chunk of chunksOf(graph, hidden, targets)) {
    const before = [...gradients.slice(-1), ...(sum && gradients.length > 0 ? [sum] : [])];
    const own = waitFor(graph, chunk.hidden, before); // else ONNX Runtime would make all logits first
    const { result: loss, tape } = graph.onOwnTape(true, () => crossEntropy(graph, head(own), chunk));
    const wanted = headSum && sum ? [{ value: headSum.weight, addTo: sum }] : [];
    const seed = { value: loss, gradient: graph.scalar(1) };
    const [dHidden, nextSum] = differentiateFrom(graph, tape, seed, [{ value: own }, ...wanted]);
    losses.push(loss);
    if (dHidden) gradients.push(dHidden);
    sum = nextSum;
  }
  return {
    loss: losses.length > 1 ? graph.node({ op: "Sum", inputs: losses }, []) : one(losses),
    dHidden: joined(graph, gradients, hidden.shape),
    headSum: sum,
  };
}

/** Log-probabilities of the targets [E], chunk by chunk. */
export function chunkedLogProbabilities(
  graph: Graph,
  hidden: Value,
  targets: Pick<ChunkedTargets, "places" | "chunks">,
  head: Head,
): Value {
  const hiddens = split(graph, hidden, targets.chunks?.rows, targets.chunks?.count, "P");
  const places = split(graph, targets.places, targets.chunks?.targets, targets.chunks?.count, "E");
  const parts = hiddens.map((part, i) => logProbabilities(graph, head(part), one(places.slice(i))));
  return joined(graph, parts, targets.places.shape);
}

function chunksOf(graph: Graph, hidden: Value, { places, weights, rowWeights, chunks }: ChunkedTargets): Chunk[] {
  const byRows = (x: Value): readonly Value[] => split(graph, x, chunks?.rows, chunks?.count, "P");
  const byTargets = (x: Value): readonly Value[] => split(graph, x, chunks?.targets, chunks?.count, "E");
  const [placesOf, weightsOf, rowWeightsOf] = [byTargets(places), byTargets(weights), byRows(rowWeights)];
  return byRows(hidden).map((part, i) => ({
    hidden: part,
    places: one(placesOf.slice(i)),
    weights: one(weightsOf.slice(i)),
    rowWeights: one(rowWeightsOf.slice(i)),
  }));
}

/** Parts of a value along its first axis; `name` and a number name the parts' sizes. */
function split(graph: Graph, x: Value, sizes: Value | undefined, count = 1, name: string): readonly Value[] {
  if (sizes === undefined) return [x];
  const shapes = Array.from({ length: count }, (_, i): Shape => [`${name}${i}`, ...x.shape.slice(1)]);
  return graph.nodeList({ op: "Split", inputs: [x, sizes], attributes: { axis: 0 } }, shapes, x.type);
}

function joined(graph: Graph, parts: readonly Value[], shape: readonly Dim[]): Value {
  return parts.length > 1 ? graph.node({ op: "Concat", inputs: parts, attributes: { axis: 0 } }, shape) : one(parts);
}

function one([first]: readonly Value[]): Value {
  if (first === undefined) throw new Error("a loss must have a chunk at least, got none");
  return first;
}
