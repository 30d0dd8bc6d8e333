import type { AdapterConfig } from "../adapter/index.ts";
import { adapterInputs } from "../adapter/index.ts";
import type { SegmentMemory, Shape, Value } from "../graph/index.ts";
import { differentiateFrom, Graph, takeRows } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { decoder, embeddingName, lmHead, lmHeadName, rotaryTables, weightInputs } from "../model/index.ts";
import { chunkedLogProbabilities, chunkedLoss, type ChunkedTargets, type Head } from "./chunked-loss.ts";
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
  chunkRows: "batch.chunk_rows",
  chunkTargets: "batch.chunk_targets",
  dropoutRows: "batch.dropout_rows",
} as const;

/** The buffer in which a weight's gradient accumulates is fed under this name and fetched under `gradientOutput`. */
export const gradientInput = (weight: string): string => `gradient_in.${weight}`;
/** The name of a weight's accumulated gradient among the results. */
export const gradientOutput = (weight: string): string => `gradient.${weight}`;

/** The choices that distinguish the graphs of one model. */
export interface GraphOptions {
  /** S, the steps of one row of the batch. */
  readonly steps: number;
  /** C, in how many parts the logits are made. */
  readonly chunks: number;
  /** Is trained in the weights' place, which then have no gradients; undefined: all weights are trained. */
  readonly adapter?: AdapterConfig | undefined;
}

/**
 * The graph of one training batch: weighted negative log-likelihood and its gradient, added to the gradients fed.
 * Every size but the number of steps is known at run time only, so that one session serves all batches.
 *
 * What bounds it, by ONNX Runtime's profile on one Zen 4 core. At 5 million parameters and rows of 192 tokens the layers'
 * Gemm take 77% of the time, at the core's 100 GFLOP/s; attention's products 9%, at 70; passes over activations 14%. At 135
 * million and rows of 512: 79%, at 88; 6%; 15%; a tenth of the processor's time is spent on pages of memory that is given
 * back and taken again. PyTorch's products are as fast, so what is left to win is in leaving work out.
 *
 * @param memory what each layer keeps for the backward pass; "recompute" is activation checkpointing
 * @returns results `loss` (scalar, nats) and one accumulated gradient for each trained tensor
 */
export function trainingGraph(config: ModelConfig, options: GraphOptions, memory: SegmentMemory): Graph {
  const graph = new Graph();
  const hiddenPlaces = graph.input(batchInputNames.hiddenPlaces, ["T"], "int64");
  const { taken, head, trained, ...targets } = forward(graph, config, options, { memory, hiddenPlaces });
  const weights = graph.input(batchInputNames.targetWeights, ["E"]);
  const rowWeights = graph.input(batchInputNames.rowWeights, ["P", 1]);
  const sums = new Map(trained.map((value) => [value, graph.input(gradientInput(value.name), value.shape)]));
  const headName = config.tieEmbeddings ? embeddingName : lmHeadName;
  const headSum = [...sums].map(([weight, sum]) => ({ weight, sum })).find(({ weight }) => weight.name === headName);
  const fromLoss = chunkedLoss(graph, taken, { ...targets, weights, rowWeights }, head, headSum);
  graph.output("loss", fromLoss.loss);
  if (headSum && fromLoss.headSum) sums.set(headSum.weight, fromLoss.headSum);
  const inBody = [...sums].filter(([{ name }]) => name !== lmHeadName);
  const wanted = inBody.map(([value, addTo]) => ({ value, addTo }));
  const gradients = differentiateFrom(graph, graph.tape, { value: taken, gradient: fromLoss.dHidden }, wanted);
  for (const [i, [value]] of inBody.entries()) sums.set(value, gradients[i] ?? value);
  for (const [{ name }, gradient] of sums) graph.output(gradientOutput(name), gradient);
  return graph;
}

/** The graph that scores tokens without training: result `log_probabilities` [E]. */
export function scoringGraph(config: ModelConfig, options: GraphOptions): Graph {
  const graph = new Graph();
  const { taken, head, places, chunks } = forward(graph, config, options);
  graph.output("log_probabilities", chunkedLogProbabilities(graph, taken, { places, chunks }, head));
  return graph;
}

interface Forward {
  /** [P, D], the hidden states of the loss positions alone */
  readonly taken: Value;
  readonly head: Head;
  /** int64 [E] */
  readonly places: Value;
  readonly chunks: ChunkedTargets["chunks"];
  /** The tensors that are trained, named as in their file. */
  readonly trained: readonly Value[];
}

/**
 * Everything up to the output layer, which sees the loss positions alone: their hidden states are taken before it.
 *
 * @param backward what only a backward pass needs
 */
function forward(
  graph: Graph,
  config: ModelConfig,
  { steps, chunks: count, adapter }: GraphOptions,
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
  const inChunks = count > 1 && {
    rows: input(batchInputNames.chunkRows, [count]),
    targets: input(batchInputNames.chunkTargets, [count]),
    count,
  };
  return {
    taken,
    head: (rows) => lmHead(graph, config, weights, rows),
    places: input(batchInputNames.targetPlaces, ["E"]),
    chunks: inChunks || undefined,
    trained: [...trained],
  };
}
