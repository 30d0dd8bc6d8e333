import type { SegmentMemory, Value } from "../graph/index.ts";
import { crossEntropy, differentiate, Graph, logProbabilities, takeRows } from "../graph/index.ts";
import type { ModelConfig, WeightValues } from "../model/index.ts";
import { decoder, lmHead, rotaryTables, weightInputs } from "../model/index.ts";
import type { BatchShape } from "./packed-attention.ts";
import { attentionBias, packedAttention } from "./packed-attention.ts";

/** The fixed sizes of one compiled training graph. */
export interface StepShape extends BatchShape {
  /** P, rows of logits, and also E, predicted tokens: both padded to the same number. */
  readonly targets: number;
}

/** The graph's inputs beside the weights, by what they hold. */
export const batchInputNames = {
  tokens: "batch.tokens",
  positions: "batch.positions",
  visibleUntil: "batch.visible_until",
  hiddenRows: "batch.hidden_rows",
  hiddenPlaces: "batch.hidden_places",
  targetPlaces: "batch.target_places",
  targetWeights: "batch.target_weights",
  rowWeights: "batch.row_weights",
} as const;

/** The buffer in which a weight's gradient accumulates is fed under this name and fetched under `gradientOutput`. */
export const gradientInput = (weight: string): string => `gradient_in.${weight}`;
/** The name of a weight's accumulated gradient among the results. */
export const gradientOutput = (weight: string): string => `gradient.${weight}`;

/**
 * The graph of one training batch: weighted negative log-likelihood and its gradient, added to the gradients fed.
 *
 * @param memory what each layer keeps for the backward pass; "recompute" is activation checkpointing
 * @returns results `loss` (scalar, nats) and one accumulated gradient for each weight
 */
export function trainingGraph(config: ModelConfig, shape: StepShape, memory: SegmentMemory): Graph {
  const graph = new Graph();
  const { logits, targetPlaces, weights } = forward(graph, config, shape, memory);
  const targetWeights = graph.input(batchInputNames.targetWeights, [shape.targets]);
  const rowWeights = graph.input(batchInputNames.rowWeights, [shape.targets, 1]);
  const loss = crossEntropy(graph, logits, { places: targetPlaces, weights: targetWeights, rowWeights });
  graph.output("loss", loss);
  const wanted = [...weights].map(([name, value]) => ({
    name,
    value,
    addTo: graph.input(gradientInput(name), value.shape),
  }));
  const gradients = differentiate(graph, loss, wanted);
  for (const [i, gradient] of gradients.entries()) graph.output(gradientOutput(wanted[i]?.name ?? ""), gradient);
  return graph;
}

/** The graph that scores tokens without training: result `log_probabilities` [E]. */
export function scoringGraph(config: ModelConfig, shape: StepShape): Graph {
  const graph = new Graph();
  const { logits, targetPlaces } = forward(graph, config, shape, "recompute");
  graph.output("log_probabilities", logProbabilities(graph, logits, targetPlaces));
  return graph;
}

interface Forward {
  /** [P, V] */
  readonly logits: Value;
  /** int64 [E] */
  readonly targetPlaces: Value;
  readonly weights: WeightValues;
}

/** Logits at the loss positions alone: rows of hidden states are taken before the output layer. */
function forward(graph: Graph, config: ModelConfig, shape: StepShape, memory: SegmentMemory): Forward {
  const { rows, steps, targets } = shape;
  const input = (name: string, dims: readonly number[]): Value => graph.input(name, dims, "int64");
  const weights = weightInputs(graph, config);
  const inputs = {
    tokens: input(batchInputNames.tokens, [rows * steps]),
    positions: input(batchInputNames.positions, [rows * steps, 1]),
    weights,
    rotaryTables: rotaryTables(graph, config, steps),
  };
  const bias = attentionBias(graph, shape, input(batchInputNames.visibleUntil, [rows, steps]));
  const attend = packedAttention(graph, config, shape, bias);
  const hidden = decoder(graph, config, inputs, attend, memory); // [T, D]
  const hiddenRows = input(batchInputNames.hiddenRows, [targets]);
  const hiddenPlaces = input(batchInputNames.hiddenPlaces, [rows * steps]);
  const taken = takeRows(graph, hidden, hiddenRows, hiddenPlaces); // [P, D]
  const logits = lmHead(graph, config, weights, taken); // [P, V]
  return { logits, targetPlaces: input(batchInputNames.targetPlaces, [targets]), weights };
}
