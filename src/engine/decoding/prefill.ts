import type { InferenceSession, Tensor } from "onnxruntime-node";
import { compile, tensor } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { UNSEEN } from "./cached-attention.ts";
import { KvCache } from "./kv-cache.ts";
import { prefillGraph, stepInputNames } from "./step-graphs.ts";

/** A prompt that has been read, all but its last token, which is left to the first decoding step. */
export interface ReadPrompt {
  readonly cache: KvCache;
  readonly row: number;
  /** Tokens in the cache: P - 1. */
  readonly length: number;
}

/**
 * C: prompts are read in chunks of this many tokens. A chunk begins at a multiple of it whatever is read beside, so that
 * a prompt's keys and values depend on the prompt alone.
 */
const CHUNK_TOKENS = 32;
/** Most tokens of one run of the graph: bounds its memory. */
const MOST_TOKENS = 2048;
/** Most prompts read together. */
const MOST_ROWS = MOST_TOKENS / CHUNK_TOKENS;

/** Reads prompts into caches, several at once. */
export class Prefill {
  readonly #config: ModelConfig;
  readonly #weightFeeds: Readonly<Record<string, Tensor>>;
  readonly #threads: number;
  #session: Promise<InferenceSession> | undefined;

  /** @param weights are fed, not copied: at this many tokens a run, laying them out for the kernels costs little */
  constructor(config: ModelConfig, weights: Weights, threads: number) {
    this.#config = config;
    this.#weightFeeds = feedsOf(config, weights);
    this.#threads = threads;
  }

  /**
   * Reads prompts.
   *
   * @param prompts each of at least one token
   * @returns shape [prompts]
   */
  async read(prompts: readonly (readonly number[])[]): Promise<readonly ReadPrompt[]> {
    const read: ReadPrompt[] = [];
    for (let start = 0; start < prompts.length; start += MOST_ROWS) {
      read.push(...(await this.#readGroup(prompts.slice(start, start + MOST_ROWS))));
    }
    return read;
  }

  async release(): Promise<void> {
    await (await this.#session)?.release();
  }

  async #readGroup(prompts: readonly (readonly number[])[]): Promise<readonly ReadPrompt[]> {
    // Longest first, so that those with tokens left are always the first rows.
    const order = [...prompts.keys()].sort((a, b) => (prompts[b]?.length ?? 0) - (prompts[a]?.length ?? 0));
    const rows = order.map((i) => (prompts[i] ?? []).slice(0, -1));
    const capacity = Math.ceil(Math.max(1, rows[0]?.length ?? 0) / CHUNK_TOKENS) * CHUNK_TOKENS;
    const cache = new KvCache(this.#config, rows.length * capacity);
    cache.setCapacity(capacity, 0);
    for (let position = 0; position < (rows[0]?.length ?? 0); position += CHUNK_TOKENS) {
      await this.#readChunk(
        cache,
        rows.filter(({ length }) => length > position),
        position,
      );
    }
    return prompts.map((prompt, i) => ({ cache, row: order.indexOf(i), length: prompt.length - 1 }));
  }

  async #readChunk(cache: KvCache, rows: readonly (readonly number[])[], position: number): Promise<void> {
    const tokens = rows.flatMap((row) => Array.from({ length: CHUNK_TOKENS }, (_, i) => row[position + i] ?? 0));
    const positions = rows.flatMap(() => Array.from({ length: CHUNK_TOKENS }, (_, i) => position + i));
    const lastPosition = this.#config.maxPositions - 1; // padding may reach beyond the model's positions
    const past = Float32Array.from({ length: rows.length * cache.capacity }, (_, place) =>
      place % cache.capacity < position ? 0 : UNSEEN,
    );
    this.#session ??= compile(prefillGraph(this.#config, CHUNK_TOKENS), { threads: this.#threads });
    const session = await this.#session;
    const results = await session.run({
      ...this.#weightFeeds,
      ...cache.feeds(rows.length),
      [stepInputNames.tokens]: tensor(BigInt64Array.from(tokens, BigInt), [tokens.length]),
      [stepInputNames.positions]: tensor(
        BigInt64Array.from(positions, (p) => BigInt(Math.min(p, lastPosition))),
        [tokens.length, 1],
      ),
      [stepInputNames.pastBias]: tensor(past, [rows.length, 1, 1, cache.capacity]),
    });
    for (const [i, row] of rows.entries()) {
      cache.append(results, i, position, Math.min(CHUNK_TOKENS, row.length - position));
    }
  }
}

/** Every weight as an input of a graph, over the caller's own memory. */
export function feedsOf(config: ModelConfig, weights: Weights): Readonly<Record<string, Tensor>> {
  return Object.fromEntries(
    parameterTable(config).map(({ name, shape }) => {
      const elements = weights.get(name);
      if (elements === undefined) throw new RangeError(`the weights lack ${name}; give every tensor of parameterTable`);
      return [name, tensor(elements, shape)];
    }),
  );
}
