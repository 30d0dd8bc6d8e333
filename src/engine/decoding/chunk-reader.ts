import { freeResults } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import type { KernelRules } from "./kernel-rules.ts";
import type { KvCache } from "./kv-cache.ts";
import { StepRunner } from "./step-runner.ts";

/** A chunk of a prompt to read: what stands in the row's cache comes before it. */
export interface ChunkToRead {
  /** shape [C], filled up with 0 behind the prompt's end */
  readonly tokens: readonly number[];
  /** How many of them are the prompt's. */
  readonly count: number;
  /** Tokens that the row's cache holds. */
  readonly position: number;
}

/** Reads chunks of prompts: keys and values of a chunk depend on the prompt up to its end alone. */
export interface ChunkReader {
  /** Rows that the cache must have room for at least. */
  readonly minRows: number;
  /** Reads chunk i behind row i of a cache and stores there what it found. */
  read(cache: KvCache, chunks: readonly ChunkToRead[]): Promise<void>;
  release(): Promise<void>;
}

/** Reads on the processor, all rows at once. */
export class CpuChunkReader implements ChunkReader {
  readonly minRows: number;
  readonly #runner: StepRunner;

  /** @param steps C */
  constructor(config: ModelConfig, weights: Weights, rules: KernelRules, steps: number) {
    this.minRows = rules.minRows;
    this.#runner = new StepRunner(config, weights, rules, steps);
  }

  async read(cache: KvCache, chunks: readonly ChunkToRead[]): Promise<void> {
    const results = await this.#runner.run(
      cache,
      chunks.map(({ tokens, position }) => ({ tokens, position, temperature: 1 })),
    );
    cache.append(results, chunks);
    freeResults(results);
  }

  release(): Promise<void> {
    return this.#runner.release();
  }
}
