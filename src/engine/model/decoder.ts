import type { Graph, LowRank, QuantizedMatrix, RotaryTables, SegmentMemory, Value } from "../graph/index.ts";
import {
  adaptedLinear,
  add,
  dim,
  embed,
  linear,
  quantizedLinear,
  reshape,
  rmsNorm,
  rotary,
  segment,
  swiglu,
} from "../graph/index.ts";
import type { ModelConfig } from "./config.ts";
import { embeddingName, finalNormName, layerNames, layerTable, lmHeadName, parameterTable } from "./parameters.ts";

/** Queries, keys and values of one layer, positions already turned in. */
export interface Heads {
  /** [T, H * N] */
  readonly query: Value;
  /** [T, K * N] */
  readonly key: Value;
  /** [T, K * N] */
  readonly value: Value;
}

/** The step in which training and decoding differ: mixes the heads of all tokens that may see each other into [T, H * N]. */
export type Attend = (heads: Heads, layer: number) => Value;

/** A decoder's weights in a graph, by Hugging Face name. */
export type WeightValues = ReadonlyMap<string, Value>;

/** The decoder's inputs. */
export interface DecoderInputs {
  /** int64 [T]; T may be known only at run time. */
  readonly tokens: Value;
  /** int64 [T, 1], the position of each token in its sequence. */
  readonly positions: Value;
  readonly weights: WeightValues;
  readonly rotaryTables: RotaryTables;
  /** What is added to some layers' weights, by the weight's name. */
  readonly adapters?: ReadonlyMap<string, LowRank>;
  /** What takes the place of some layers' weights, by the weight's name. */
  readonly quantized?: QuantizedWeights;
}

/** Matrices in whole numbers, by the name of the weight in whose place they stand. */
export type QuantizedWeights = ReadonlyMap<string, QuantizedMatrix>;

/** Declares every weight of a model as an input of the graph, named as in the checkpoint. */
export function weightInputs(graph: Graph, config: ModelConfig): WeightValues {
  return new Map(parameterTable(config).map(({ name, shape }) => [name, graph.input(name, shape)]));
}

/**
 * The decoder of the Llama family up to its last norm.
 *
 * @param attend the attention step, which training and decoding do differently
 * @param memory what each layer keeps for the backward pass
 * @returns hidden states [T, D]
 * @see Touvron et al. 2023, arXiv:2302.13971
 */
export function decoder(
  graph: Graph,
  config: ModelConfig,
  inputs: DecoderInputs,
  attend: Attend,
  memory: SegmentMemory = "keep",
): Value {
  const { tokens, weights, adapters, quantized } = inputs;
  let x = embed(graph, weight(weights, embeddingName), tokens); // [T, D]
  for (let layer = 0; layer < config.layers; layer++) {
    const table = layerTable(config, layer).filter(({ name }) => quantized?.has(name) !== true);
    const names = table.map(({ name }) => name);
    const parameters = names.flatMap((name) => [weight(weights, name), ...thinMatrices(adapters?.get(name))]);
    x = segment(graph, x, parameters, memory, (x) => decoderLayer(graph, config, inputs, layer, x, attend));
  }
  return rmsNorm(graph, x, weight(weights, finalNormName), config.rmsNormEps);
}

const thinMatrices = (lowRank: LowRank | undefined): readonly Value[] => (lowRank ? [lowRank.a, lowRank.b] : []);

function decoderLayer(
  graph: Graph,
  config: ModelConfig,
  inputs: DecoderInputs,
  layer: number,
  x: Value,
  attend: Attend,
): Value {
  const names = layerNames(layer);
  const w = (role: keyof typeof names): Value => weight(inputs.weights, names[role]);
  const ifThere = (role: keyof typeof names): Value | undefined => inputs.weights.get(names[role]);
  const project = (x: Value, role: keyof typeof names, plus?: Value): Value => {
    const quantized = inputs.quantized?.get(names[role]);
    if (quantized) return quantizedLinear(graph, x, quantized, plus);
    return adaptedLinear(graph, x, w(role), inputs.adapters?.get(names[role]), plus);
  };
  const isPlaced = config.unplacedLayers?.includes(layer) !== true;
  /** Normed head by head where the model does so, then turned by position. */
  const placed = (heads: Value, count: number, gain: Value | undefined): Value => {
    const normed = gain ? headNorm(graph, heads, gain, count, config.rmsNormEps) : heads;
    return isPlaced ? rotary(graph, normed, inputs.positions, inputs.rotaryTables, count) : normed;
  };
  /** The residual with the bias of what is about to be added to it. */
  const plusBias = (residual: Value, bias: Value | undefined): Value => (bias ? add(graph, residual, bias) : residual);

  const seen = rmsNorm(graph, x, w("inputNorm"), config.rmsNormEps); // [T, D]
  const heads = {
    query: placed(project(seen, "query", ifThere("queryBias")), config.heads, ifThere("queryNorm")),
    key: placed(project(seen, "key", ifThere("keyBias")), config.kvHeads, ifThere("keyNorm")),
    value: project(seen, "value", ifThere("valueBias")),
  };
  const mixed = project(attend(heads, layer), "output", plusBias(x, ifThere("outputBias"))); // [T, D], residual added

  const thought = rmsNorm(graph, mixed, w("postAttentionNorm"), config.rmsNormEps);
  const gate = project(thought, "gate", ifThere("gateBias"));
  const unit = swiglu(graph, gate, project(thought, "up", ifThere("upBias"))); // [T, F]
  return project(unit, "down", plusBias(mixed, ifThere("downBias")));
}

/** Normalises each of a token's heads by itself: [T, count * N] with a gain [N]. */
function headNorm(graph: Graph, x: Value, gain: Value, count: number, epsilon: number): Value {
  const rows = dim(x, 0);
  const perHead = typeof rows === "number" ? rows * count : `${rows}*${count}`;
  const normed = rmsNorm(graph, reshape(graph, x, [perHead, dim(gain, 0)]), gain, epsilon);
  return reshape(graph, normed, x.shape);
}

/**
 * The output layer: hidden states to logits.
 *
 * @param hidden [P, D]
 * @returns [P, V]
 */
export function lmHead(
  graph: Graph,
  config: ModelConfig,
  weights: WeightValues,
  hidden: Value,
  quantized?: QuantizedWeights,
): Value {
  const name = config.tieEmbeddings ? embeddingName : lmHeadName;
  const matrix = quantized?.get(name);
  return matrix ? quantizedLinear(graph, hidden, matrix) : linear(graph, hidden, weight(weights, name));
}

function weight(weights: WeightValues, name: string): Value {
  const value = weights.get(name);
  if (!value) throw new Error(`the graph has no weight named ${name}; declare all of parameterTable(config)`);
  return value;
}
