import type { AdapterConfig } from "../adapter/index.ts";
import { adapterInputs } from "../adapter/index.ts";
import type { SegmentMemory, Shape, Value } from "../graph/index.ts";
import { crossEntropy, differentiate, Graph, logProbabilities, takeRows } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { decoder, lmHead, rotaryTables, weightInputs } from "../model/index.ts";
import { packedAttention, whoSeesWhom } from "./packed-attention.ts";

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
  dropoutRows: "batch.dropout_rows",
} as const;

/** The buffer in which a weight's gradient accumulates is fed under this name and fetched under `gradientOutput`. */
export const gradientInput = (weight: string): string => `gradient_in.${weight}`;
/** The name of a weight's accumulated gradient among the results. */
export const gradientOutput = (weight: string): string => `gradient.${weight}`;

/**
 * The graph of one training batch: weighted negative log-likelihood and its gradient, added to the gradients fed.
 * Every size but the number of steps is known at run time only, so that one session serves all batches.
 *
 * @param steps S, the steps of one row of the batch
 * @param memory what each layer keeps for the backward pass; "recompute" is activation checkpointing
 * @param adapter is trained in the weights' place, which then have no gradients; undefined: all weights are trained
 * @returns results `loss` (scalar, nats) and one accumulated gradient for each trained tensor
 */
export function trainingGraph(
  config: ModelConfig,
  steps: number,
  memory: SegmentMemory,
  adapter?: AdapterConfig,
): Graph {
  const graph = new Graph();
  const hiddenPlaces = graph.input(batchInputNames.hiddenPlaces, ["T"], "int64");
  const { logits, targetPlaces, trained } = forward(graph, config, steps, adapter, { memory, hiddenPlaces });
  const targetWeights = graph.input(batchInputNames.targetWeights, ["E"]);
  const rowWeights = graph.input(batchInputNames.rowWeights, ["P", 1]);
  const loss = crossEntropy(graph, logits, { places: targetPlaces, weights: targetWeights, rowWeights });
  graph.output("loss", loss);
  const wanted = trained.map((value) => ({
    name: value.name,
    value,
    addTo: graph.input(gradientInput(value.name), value.shape),
  }));
  const gradients = differentiate(graph, loss, wanted);
  for (const [i, gradient] of gradients.entries()) graph.output(gradientOutput(wanted[i]?.name ?? ""), gradient);
  return graph;
}

/** The graph that scores tokens without training: result `log_probabilities` [E]. Arguments as in `trainingGraph`. */
export function scoringGraph(config: ModelConfig, steps: number, adapter?: AdapterConfig): Graph {
  const graph = new Graph();
  const { logits, targetPlaces } = forward(graph, config, steps, adapter);
  graph.output("log_probabilities", logProbabilities(graph, logits, targetPlaces));
  return graph;
}

interface Forward {
  /** [P, V] */
  readonly logits: Value;
  /** int64 [E] */
  readonly targetPlaces: Value;
  /** The tensors that are trained, named as in their file. */
  readonly trained: readonly Value[];
}

/**
 * Logits at the loss positions alone: rows of hidden states are taken before the output layer.
 *
 * @param backward what only a backward pass needs
 */
function forward(
  graph: Graph,
  config: ModelConfig,
  steps: number,
  adapter: AdapterConfig | undefined,
  backward?: { readonly memory: SegmentMemory; readonly hiddenPlaces: Value },
): Forward {
  const input = (name: string, shape: Shape): Value => graph.input(name, shape, "int64");
  const weights = weightInputs(graph, config);
  const isDropping = backward !== undefined && adapter !== undefined && adapter.dropout > 0;
  const noise = isDropping ? graph.input(batchInputNames.dropoutRows, ["T", 1]) : undefined;
  const adapters = adapter === undefined ? undefined : adapterInputs(graph, config, adapter, noise);
  const trained = adapters === undefined ? weights.values() : [...adapters.values()].flatMap(({ a, b }) => [a, b]);
  const positions = input(batchInputNames.positions, ["T", 1]);
  const inputs = {
    tokens: input(batchInputNames.tokens, ["T"]),
    positions,
    weights,
    rotaryTables: rotaryTables(graph, config, steps),
    ...(adapters && { adapters }),
  };
  const visibleUntil = input(batchInputNames.visibleUntil, ["B", steps]);
  const seen = whoSeesWhom(graph, visibleUntil, positions, config.window?.tokens);
  const hidden = decoder(graph, config, inputs, packedAttention(graph, config, seen), backward?.memory); // [T, D]
  const hiddenRows = input(batchInputNames.hiddenRows, ["P"]);
  const taken = takeRows(graph, hidden, hiddenRows, backward?.hiddenPlaces); // [P, D]
  const logits = lmHead(graph, config, weights, taken); // [P, V]
  return { logits, targetPlaces: input(batchInputNames.targetPlaces, ["E"]), trained: [...trained] };
}
