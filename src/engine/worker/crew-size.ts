import type { ModelConfig } from "../model/index.ts";
import { parameterCount } from "../model/index.ts";

/** How an engine's threads are used. */
export interface CrewSize {
  /** Threads that hold a copy of the model each. */
  readonly workers: number;
  /** Threads within one operator of each worker. */
  readonly threadsPerWorker: number;
}

/** A worker's copy of each parameter: weight, gradient and AdamW's two moments. */
const bytesPerParameter = 4 * Float32Array.BYTES_PER_ELEMENT;
/** Most memory for all copies: two of a model of 30 million parameters. */
const maxBytes = 2 ** 30;

/**
 * As many workers of one thread as there are threads, if that many copies of the model fit. Small products lose more
 * time where threads share one than where each does its own: on two cores, two workers of one thread train 1.3 times
 * as fast as one worker of two threads (0.9 and 5 million parameters). A large model gets one worker of many threads.
 */
export function crewSize(config: ModelConfig, threads: number): CrewSize {
  const copies = Math.floor(maxBytes / (parameterCount(config) * bytesPerParameter));
  const workers = Math.max(1, Math.min(threads, copies));
  return { workers, threadsPerWorker: Math.max(1, Math.floor(threads / workers)) };
}
