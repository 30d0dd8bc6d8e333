import { adapterTable } from "../adapter/index.ts";
import { chunkTokens, decodeGraph, defaultSampling, gpuCapacity, prefillGraph } from "../decoding/index.ts";
import { lowerForWebGpu, type Graph } from "../graph/index.ts";
import type { ModelConfig, Parameter } from "../model/index.ts";
import { parameterTable, rotaryInputNames } from "../model/index.ts";
import { adamWGraph, gradientNormGraph, stepGroups } from "../training/index.ts";
import { bufferBytes, graphBuffers, sharedBytes, type Buffers } from "./gpu-buffers.ts";
import { graphWork, workOf, type GraphWork } from "./graph-work.ts";
import { largestBatch, type GpuMemoryParts, type SamplingWork, type TrainingWork } from "./predict.ts";
import type { Sizes } from "./sizes.ts";

/** One of the graphs of some work, lowered, with its sizes, and what of it lies on the device. */
interface GpuGraph {
  readonly graph: Graph;
  readonly sizes: Sizes;
  readonly isResident: (name: string) => boolean;
}

/** The graphs of a training step: a batch, the gradient's norm, and the update. */
function trainingGraphs(config: ModelConfig, work: TrainingWork): readonly GpuGraph[] {
  const trained = trainedTable(config, work);
  const { graph, sizes } = largestBatch(config, work, 1, "unordered");
  const weights = new Set([...parameterTable(config), ...trained].map(({ name }) => name));
  const isState = (name: string): boolean => weights.has(name) || /^(gradient|first|second)(_in)?\.|^new\./.test(name);
  return [graph, gradientNormGraph(trained), adamWGraph(trained)].map((one) => {
    const inPlace = [...one.outputs.keys()].filter(isState);
    return { graph: lowerForWebGpu(one, new Set(inPlace)).graph, sizes, isResident: isState };
  });
}

/** Memory that some work takes of a GPU. */
export interface GpuMemoryNeed {
  readonly parts: GpuMemoryParts;
  /** Bytes of the largest buffer besides the weights' own: one that lies on the device, or that a run makes. */
  readonly largestBuffer: number;
}

/** The most memory of a GPU that training takes. */
export function gpuTrainingMemory(config: ModelConfig, work: TrainingWork): GpuMemoryNeed {
  const trained = trainedTable(config, work);
  const weights = [...new Map([...parameterTable(config), ...trained].map((one) => [one.name, one])).values()];
  const moments = stepGroups(trained).map(({ elements }) => bufferBytes(4 * elements));
  const buffers = trainingGraphs(config, work).map(buffersOf);
  const parts = {
    weights: bytesHeld(weights),
    gradients: bytesHeld(trained),
    moments: 2 * sum(moments),
    cache: 0,
    activations: sharedBytes(buffers),
  };
  return { parts, largestBuffer: largestOf(moments, buffers) };
}

/** The work of a training step on a GPU: its largest batch, the norm and the update. */
export function gpuTrainingWork(
  config: ModelConfig,
  work: TrainingWork,
): { readonly batch: GraphWork; readonly step: GraphWork } {
  const [batch, ...step] = trainingGraphs(config, work).map(({ graph, sizes }) => graphWork(graph, sizes));
  return { batch: workOf(batch === undefined ? [] : [batch]), step: workOf(step) };
}

/** The graphs of sampling on a GPU: a step of decoding, and a chunk of prompts. */
function samplingGraphs(config: ModelConfig, work: SamplingWork) {
  const { cacheBytes, maxBatch } = { ...defaultSampling, ...work };
  const capacity = gpuCapacity.of(work.promptTokens + work.newTokens);
  const rows = gpuCapacity.rows(config, capacity, { maxBatch, cacheBytes });
  const read = gpuCapacity.of(work.promptTokens);
  const angles = (size: number): number => Math.min(size + gpuCapacity.step, config.maxPositions);
  const weights = new Set(parameterTable(config).map(({ name }) => name));
  const lies = (name: string): boolean => weights.has(name) || Object.values<string>(rotaryInputNames).includes(name);
  const decode = decodeGraph(config, "fed", false);
  const prefill = prefillGraph(config, chunkTokens, "fed");
  const tokens = gpuCapacity.chunkRows * chunkTokens;
  const decoding: GpuGraph = {
    graph: lowerForWebGpu(decode).graph,
    sizes: { B: rows, S: capacity, T: rows, M: angles(capacity) },
    isResident: (name) => lies(name) || /^(key|value)\./.test(name),
  };
  const reading: GpuGraph = {
    graph: lowerForWebGpu(prefill).graph,
    sizes: { B: gpuCapacity.chunkRows, S: read, T: tokens, M: angles(read) },
    isResident: lies, // what a prompt's chunks have read comes from memory
  };
  return { decoding, reading, rows, capacity, angles };
}

/** The most memory of a GPU that sampling takes. */
export function gpuSamplingMemory(config: ModelConfig, work: SamplingWork): GpuMemoryNeed {
  const { decoding, reading, rows, capacity, angles } = samplingGraphs(config, work);
  const { layers, kvHeads, headDim } = config;
  const tensor = bufferBytes(4 * rows * kvHeads * capacity * headDim);
  const ofAngles = [capacity, gpuCapacity.of(work.promptTokens)].map(
    (size) => 2 * bufferBytes(2 * angles(size) * headDim),
  );
  const buffers = [decoding, reading].map(buffersOf);
  const parts = {
    weights: bytesHeld(parameterTable(config)),
    gradients: 0,
    moments: 0,
    cache: 2 * layers * tensor + sum([...new Set(ofAngles)]),
    activations: sharedBytes(buffers),
  };
  return { parts, largestBuffer: largestOf([tensor, ...ofAngles], buffers) };
}

/** The work of one step of decoding on a GPU, for as many rows as are decoded at once. */
export function gpuDecodingWork(config: ModelConfig, work: SamplingWork): GraphWork {
  const { graph, sizes } = samplingGraphs(config, work).decoding;
  return graphWork(graph, sizes);
}

const buffersOf = ({ graph, sizes, isResident }: GpuGraph): Buffers => graphBuffers(graph, sizes, isResident);

const trainedTable = (config: ModelConfig, { adapter }: TrainingWork): readonly Parameter[] =>
  adapter === undefined ? parameterTable(config) : adapterTable(config, adapter);

const bytesHeld = (parameters: readonly Parameter[]): number =>
  sum(parameters.map(({ shape }) => bufferBytes(4 * shape.reduce((a, b) => a * b, 1))));

/** Of tensors that lie on the device, and of what runs make; many, so they are not spread over a call. */
const largestOf = (held: readonly number[], made: readonly Buffers[]): number =>
  [...held, ...made.flatMap((buffers) => [...buffers.keys()])].reduce((most, bytes) => Math.max(most, bytes), 0);

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);
