import type { Value } from "../graph/index.ts";
import { binary, Graph, unary } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { decoder, lmHead, rotaryInputs } from "../model/index.ts";
import { cachedAttention } from "./cached-attention.ts";
import { declareWeights, type GraphWeights, type WeightSource } from "./graph-weights.ts";

/** Inputs of the step graphs besides weights and cache. */
export const stepInputNames = {
  tokens: "step.tokens",
  positions: "step.positions",
  pastBias: "step.past_bias",
  /** Read by models with a sliding window alone. */
  places: "step.places",
  inverseTemperature: "step.inverse_temperature",
} as const;

/** A decoding step's results besides the new cache entries; log-probabilities only where they are asked for. */
export const stepOutputNames = { probabilities: "probabilities", logProbabilities: "log_probabilities" } as const;

/**
 * One step of sampling for B rows: reads each row's latest token, returns the distribution of its next one.
 *
 * What bounds it (5 and 135 million parameters, one core): with 64 rows the products, at the machine's peak, are half to
 * three quarters of the time, and reading the cache, at the memory's speed, is most of the rest; with one row reading the
 * weights is nine tenths. One product for query, key and value, or for gate and up, was no faster. GroupQueryAttention would
 * read no padding, but onnxruntime-node copies every result, and its results are whole caches.
 *
 * @param source what the graph takes its weights from; see `KernelRules`
 * @param onProcessor false on a GPU, whose kernels want other products
 * @returns a graph with outputs `probabilities` [B, V], at the row's temperature, and `log_probabilities` [B, V], at 1
 */
export function decodeGraph(config: ModelConfig, source: WeightSource, onProcessor = true): Graph {
  const graph = new Graph();
  const declared = declareWeights(graph, config, source);
  const hidden = addDecoder(graph, config, declared, 1, onProcessor); // [B, D]
  const logits = lmHead(graph, config, declared.values, hidden, declared.quantized); // [B, V]
  const inverse = graph.input(stepInputNames.inverseTemperature, ["B", 1]);
  const tempered = binary(graph, "Mul", logits, inverse);
  graph.output(stepOutputNames.probabilities, unary(graph, "Softmax", tempered, { axis: -1 }));
  graph.output(stepOutputNames.logProbabilities, unary(graph, "LogSoftmax", logits, { axis: -1 }));
  return graph;
}

/**
 * One step of reading prompts: `steps` tokens of each of B rows at once. It has no output layer, since the prompt's last
 * token is left to the first decoding step.
 *
 * @param steps C > 1, new tokens of one row
 * @param source as in `decodeGraph`
 */
export function prefillGraph(config: ModelConfig, steps: number, source: WeightSource): Graph {
  const graph = new Graph();
  addDecoder(graph, config, declareWeights(graph, config, source), steps, true);
  return graph;
}

function addDecoder(
  graph: Graph,
  config: ModelConfig,
  weights: GraphWeights,
  steps: number,
  onProcessor: boolean,
): Value {
  const count = steps === 1 ? "B" : "T"; // T = B * steps
  const tokens = graph.input(stepInputNames.tokens, [count], "int64");
  const positions = graph.input(stepInputNames.positions, [count, 1], "int64");
  const past = {
    bias: graph.input(stepInputNames.pastBias, ["B", 1, 1, "S"]),
    positions,
    places: config.window && graph.input(stepInputNames.places, ["S"], "int64"),
  };
  const attend = cachedAttention(graph, config, steps, past, onProcessor);
  const { values, quantized } = weights;
  const inputs = { tokens, positions, weights: values, rotaryTables: rotaryInputs(graph, config) };
  return decoder(graph, config, { ...inputs, ...(quantized && { quantized }) }, attend);
}
