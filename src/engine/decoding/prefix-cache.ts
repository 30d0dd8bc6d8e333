import type { ModelConfig } from "../model/index.ts";
import { cacheBytesPerToken, KvCache } from "./kv-cache.ts";

/**
 * Chunks of prompts that were read, so that the next prompt which begins alike need not read them again: the later turns of
 * a chat, a shared example before every problem. A chunk's keys and values depend on the tokens up to its end alone, so
 * what is found here has the same bits as what would be computed.
 */
export class PrefixCache {
  readonly #config: ModelConfig;
  readonly #chunkTokens: number;
  readonly #maxChunks: number;
  /** by the tokens up to the chunk's end; the longest unused first */
  readonly #chunks = new Map<string, KvCache>();

  /** @param bytes most memory; 0 keeps nothing */
  constructor(config: ModelConfig, chunkTokens: number, bytes: number) {
    this.#config = config;
    this.#chunkTokens = chunkTokens;
    this.#maxChunks = Math.floor(bytes / (chunkTokens * cacheBytesPerToken(config)));
  }

  /** How many tokens of a prompt are known, from its beginning on. Looking does not make them the latest used. */
  knownTokens(tokens: readonly number[]): number {
    let end = 0;
    while (end + this.#chunkTokens <= tokens.length && this.#chunks.has(keyOf(tokens, end + this.#chunkTokens)))
      end += this.#chunkTokens;
    return end;
  }

  /** The chunks with which a prompt begins, in order, as far as they are known without a gap. */
  find(tokens: readonly number[]): readonly KvCache[] {
    const found: (readonly [string, KvCache])[] = [];
    for (let end = this.#chunkTokens; end <= tokens.length; end += this.#chunkTokens) {
      const key = keyOf(tokens, end);
      const chunk = this.#chunks.get(key);
      if (chunk === undefined) break;
      found.push([key, chunk]);
    }
    // The first chunk becomes the latest used: without it the others could not be found.
    for (const [key, chunk] of found.toReversed()) this.#touch(key, chunk);
    return found.map(([, chunk]) => chunk);
  }

  /** Keeps the chunk that ends at `end`, copied from a row of a cache. */
  add(tokens: readonly number[], end: number, source: KvCache, row: number): void {
    if (this.#maxChunks === 0) return;
    const chunk = new KvCache(this.#config, this.#chunkTokens);
    chunk.setCapacity(this.#chunkTokens, 0);
    chunk.copyTokens({ row: 0, at: 0 }, source, { row, at: end - this.#chunkTokens }, this.#chunkTokens);
    this.#touch(keyOf(tokens, end), chunk);
    for (const key of this.#chunks.keys()) {
      if (this.#chunks.size <= this.#maxChunks) break;
      this.#chunks.delete(key);
    }
  }

  #touch(key: string, chunk: KvCache): void {
    this.#chunks.delete(key);
    this.#chunks.set(key, chunk); // a map keeps the order of insertion
  }
}

const keyOf = (tokens: readonly number[], end: number): string => tokens.slice(0, end).join();
