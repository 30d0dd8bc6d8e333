import type { AdapterConfig } from "../adapter/index.ts";
import { adapterTable } from "../adapter/index.ts";
import {
  cacheBytesPerToken,
  chunkTokens,
  readShare,
  decodeGraph,
  defaultSampling,
  samplesAtOnce,
  prefillGraph,
  stepStorage,
} from "../decoding/index.ts";
import { neededNodes, type Graph } from "../graph/index.ts";
import type { ModelConfig, Parameter } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { defaultTokensPerBatch, logitChunks, roundedSteps, trainingGraph } from "../training/index.ts";
import { crewSize } from "../worker/index.ts";
import { graphPeakBytes } from "./graph-peak.ts";

/** An engine's memory by purpose, in bytes. All of it together is the most that the process holds. */
export interface MemoryParts {
  /** Node, ONNX Runtime and the threads, whatever the model. */
  readonly process: number;
  readonly weights: number;
  /** Gradients, and where those of several threads meet. */
  readonly gradients: number;
  /** AdamW's moments. */
  readonly moments: number;
  /** Copies of the weights laid out for speed. */
  readonly storedWeights: number;
  /** Keys and values of the tokens read. */
  readonly cache: number;
  /** Further memory of a run of the graph, and the graph itself. */
  readonly activations: number;
}

/** A GPU's memory by purpose, in bytes of the buffers that are made. All of it together is the most that is held. */
export interface GpuMemoryParts {
  readonly weights: number;
  readonly gradients: number;
  /** AdamW's moments. */
  readonly moments: number;
  /** Keys and values of samples under way, and the angles of their positions. */
  readonly cache: number;
  /** What runs of the graphs are fed and make besides. */
  readonly activations: number;
}

/** Training whose memory is asked for. */
export interface TrainingWork {
  readonly threads: number;
  /** Tokens of the longest row. */
  readonly rowTokens: number;
  /** Rows of a step; fewer than fill a batch take less. */
  readonly rows: number;
  /** Share of the tokens that are in the loss. */
  readonly lossShare: number;
  readonly checkpointing?: boolean;
  /** Trained in the weights' place. */
  readonly adapter?: AdapterConfig;
}

/** Sampling whose memory is asked for. */
export interface SamplingWork {
  readonly threads: number;
  /** Samples under way at once. */
  readonly samples: number;
  /** Different prompts among them; default: as many. */
  readonly prompts?: number;
  /** Tokens of the longest prompt. */
  readonly promptTokens: number;
  /** Most tokens of a sample. */
  readonly newTokens: number;
  /** Rooms that are not the usual ones. @see SamplerOptions */
  readonly cacheBytes?: number;
  readonly prefixBytes?: number;
  /** Samples that are decoded at once. */
  readonly maxBatch?: number;
}

/** Measured: Node with the native library, then each thread with its own heap at work. */
const [processBytes, threadBytes] = [110e6, 75e6];
/** Measured: memory that is kept between runs grows in steps. */
const arenaShare = 1.15;
const bytesPerFloat = 4;
/** Measured: copies of a step's results that wait for the garbage collector. */
const uncollected = 3;
/** Measured: what ONNX Runtime keeps for each node of a graph. */
const nodeBytes = 8e3;
/** Measured: while copies of the weights are laid out for speed, about half a further copy is held. */
const layingOut = 0.5;

/** The memory of all parts together. */
export function totalBytes(parts: MemoryParts | GpuMemoryParts): number {
  return Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);
}

/**
 * The most memory that training a model takes, from the graph that is run and the arrays beside it. Within 15% of what is
 * measured from 5 to 135 million parameters.
 */
export function trainingMemory(config: ModelConfig, work: TrainingWork): MemoryParts {
  const { workers } = crewSize(config, work.threads);
  const { adapter } = work;
  const weights = bytesOf(parameterTable(config));
  const trained = adapter === undefined ? weights : bytesOf(adapterTable(config, adapter));
  const exchange = workers > 1 ? trained : 0;
  return {
    process: processBytes + workers * threadBytes,
    weights: workers * weights,
    gradients: workers * (trained + exchange),
    moments: workers * 2 * trained,
    storedWeights: 0,
    cache: 0,
    activations: workers * trainingActivations(config, work, workers),
  };
}

/** The graph of the largest batch of training, and its sizes. */
export interface LargestBatch {
  readonly graph: Graph;
  readonly sizes: Readonly<Record<string, number>>;
}

/** @param keeping what the graph keeps where nothing is recomputed */
export function largestBatch(
  config: ModelConfig,
  { rowTokens, rows, lossShare, checkpointing = false, adapter }: TrainingWork,
  workers: number,
  keeping: "keep" | "unordered" = "keep",
): LargestBatch {
  const steps = roundedSteps(rowTokens);
  const tokensPerBatch = defaultTokensPerBatch(config);
  const fitting = Math.max(1, Math.floor(tokensPerBatch / steps));
  const batch = Math.min(fitting, Math.ceil((rows * rowTokens) / steps / workers));
  const tokens = batch * steps;
  const targets = Math.ceil(lossShare * tokens);
  const chunks = logitChunks(config, Math.max(tokensPerBatch, steps));
  const graph = trainingGraph(config, { steps, chunks, adapter }, checkpointing ? "recompute" : keeping);
  const inChunk = Math.ceil(targets / chunks);
  const ofChunks = Array.from({ length: chunks }, (_, i) => [`P${i}`, inChunk] as const);
  const ofTargets = ofChunks.map(([, size], i) => [`E${i}`, size] as const);
  const sizes = Object.fromEntries([...ofChunks, ...ofTargets]);
  return { graph, sizes: { ...sizes, B: batch, T: tokens, P: targets, E: targets } };
}

/** The memory of one thread's largest batch. */
function trainingActivations(config: ModelConfig, work: TrainingWork, workers: number): number {
  const { graph, sizes } = largestBatch(config, work, workers);
  return graphPeakBytes(graph, sizes) + nodeBytes * neededNodes(graph).length;
}

/** The most memory that sampling from a model takes; as exact as `trainingMemory`. */
export function samplingMemory(config: ModelConfig, work: SamplingWork): MemoryParts {
  const { threads, samples, prompts = samples, promptTokens, newTokens } = work;
  const { workers } = crewSize(config, threads);
  const { cacheBytes, prefixBytes, maxStoredBytes, maxBatch } = {
    ...defaultSampling,
    maxBatch: samplesAtOnce(config),
    ...work,
  };
  const weights = bytesOf(parameterTable(config));
  const storage = stepStorage(config, maxStoredBytes);
  const batch = Math.min(maxBatch, Math.ceil(samples / workers));
  const tokenBytes = cacheBytesPerToken(config);
  const context = Math.ceil((promptTokens + newTokens) / chunkTokens) * chunkTokens;
  const promptBytes = promptTokens * tokenBytes;
  const rowBytes = context * tokenBytes;
  // As many rows as the cache has room for are under way, and one where it has room for none.
  const rowsOf = (wanted: number): number => Math.min(wanted, Math.max(1, Math.floor(cacheBytes / rowBytes)));
  const decoding = workers * rowsOf(batch) * rowBytes;
  const readRows = rowsOf(Math.min(Math.ceil(prompts / workers), maxBatch));
  const reading = workers * Math.max(promptBytes, Math.min(readRows * promptBytes, cacheBytes * readShare));
  const kept = Math.min(prefixBytes, prompts * promptBytes);
  const copies = [storage.decoding, storage.reading].filter((where) => where === "stored").length;
  return {
    process: processBytes + workers * threadBytes,
    weights: workers * weights,
    gradients: 0,
    moments: 0,
    storedWeights: workers * weights * (copies > 0 ? copies + layingOut : 0),

    cache: decoding + reading + kept,
    activations: workers * arenaShare * samplingActivations(config, { batch, readRows, context }),
  };
}

/** Reading prompts and decoding keep their own memory; the results of a step are copied, and the last copies not yet collected. */
function samplingActivations(
  config: ModelConfig,
  { batch, readRows, context }: { readonly batch: number; readonly readRows: number; readonly context: number },
): number {
  const readTokens = readRows * chunkTokens;
  const reading = graphPeakBytes(prefillGraph(config, chunkTokens, "fed"), {
    B: readRows,
    S: context,
    T: readTokens,
    M: context,
  });
  const decoding = graphPeakBytes(decodeGraph(config, "fed"), { B: batch, S: context, T: batch, M: context });
  const results = batch * config.vocabSize * bytesPerFloat + readTokens * cacheBytesPerToken(config);
  return reading + decoding + uncollected * results;
}

/** The elements that training changes: all of a model's, or an adapter's in their place. */
export function trainedParameters(config: ModelConfig, adapter?: AdapterConfig): number {
  return bytesOf(adapter === undefined ? parameterTable(config) : adapterTable(config, adapter)) / bytesPerFloat;
}

function bytesOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { shape }) => sum + bytesPerFloat * shape.reduce((a, b) => a * b, 1), 0);
}
