import type { ModelConfig } from "../model/index.ts";
import type { ChunkReader } from "./chunk-reader.ts";
import { KvCache } from "./kv-cache.ts";
import { PrefixCache } from "./prefix-cache.ts";

/** A prompt that has been read, all but its last token, which is left to the first decoding step. */
export interface ReadPrompt {
  readonly cache: KvCache;
  readonly row: number;
  /** Tokens in the cache: P - 1. */
  readonly length: number;
}

/** A prompt on its way into a row of a cache. */
interface Reading {
  /** Which prompt of the group it is. */
  readonly index: number;
  /** All tokens but the last. */
  readonly tokens: readonly number[];
  /** Chunks that were read before. */
  readonly known: readonly KvCache[];
  /** Tokens in the cache. */
  position: number;
  /** Its row of the cache. */
  row: number;
}

/** Whoever reads prompts is asked between chunks, where others may have their turn. */
interface Onlookers {
  /** Lets others have their turn. */
  pause(): Promise<void>;
  /** Whether anybody waits for a prompt; one that nobody waits for is not read on. */
  isWanted(index: number): boolean;
}

/**
 * C: prompts are read in chunks of this many tokens. A chunk begins at a multiple of it whatever is read beside, so that
 * a prompt's keys and values depend on the prompt alone.
 */
export const CHUNK_TOKENS = 32;
/** Most prompts read together: bounds the memory of a run, and is wide enough for the kernels' full speed. */
const MOST_ROWS = 64;

/** Of the memory for samples under way, what the prompts that are read together may take beside it. */
export const READ_SHARE = 1 / 4;

/** How much memory reading may take. */
interface ReadingRoom {
  /** Tokens of the prompts read together, one prompt at least. */
  readonly tokens: number;
  /** For the beginnings of prompts that were read before, in bytes. */
  readonly prefixBytes: number;
}

/** Reads prompts into caches, several at once. */
export class Prefill {
  readonly #config: ModelConfig;
  readonly #reader: ChunkReader;
  readonly #prefixes: PrefixCache;
  readonly #room: number;
  #computedTokens = 0;
  #seconds = 0;
  /** Of the group that is being read. */
  #cache: KvCache;

  /** @param reader of chunks of `CHUNK_TOKENS` */
  constructor(config: ModelConfig, reader: ChunkReader, { tokens, prefixBytes }: ReadingRoom) {
    this.#config = config;
    this.#room = tokens;
    this.#reader = reader;
    this.#prefixes = new PrefixCache(config, CHUNK_TOKENS, prefixBytes);
    this.#cache = new KvCache(config, 0);
  }

  /** Prompt tokens read so far, without those that were known. */
  get computedTokens(): number {
    return this.#computedTokens;
  }

  /** Tokens of a prompt that need not be read, as things stand. */
  knownTokens(prompt: readonly number[]): number {
    return this.#prefixes.knownTokens(prompt.slice(0, -1));
  }

  /** Time spent reading, seconds. */
  get seconds(): number {
    return this.#seconds;
  }

  /**
   * Reads prompts.
   *
   * @param prompts each of at least one token
   * @param take is given each prompt's number and its cache, which holds it until `take` returns
   */
  async read(
    prompts: readonly (readonly number[])[],
    take: (index: number, read: ReadPrompt) => void,
    { pause, isWanted }: Onlookers,
  ): Promise<void> {
    let start = 0;
    while (start < prompts.length) {
      const group = this.#fitting(prompts.slice(start, start + MOST_ROWS));
      const first = start;
      const begun = performance.now();
      const read = await this.#readGroup(group, { pause, isWanted: (index) => isWanted(first + index) });
      this.#seconds += (performance.now() - begun) / 1000;
      for (const { index, tokens, row } of read)
        take(start + index, { cache: this.#cache, row, length: tokens.length });
      start += group.length;
    }
  }

  /** As many of the prompts, in order, as have room together; the first in any case. */
  #fitting(prompts: readonly (readonly number[])[]): readonly (readonly number[])[] {
    let longest = 0;
    const isTooMany = (prompt: readonly number[], i: number): boolean => {
      longest = Math.max(longest, capacityFor(prompt.length));
      return i > 0 && (i + 1) * longest > this.#room;
    };
    const end = prompts.findIndex(isTooMany);
    return end < 0 ? prompts : prompts.slice(0, end);
  }

  release(): Promise<void> {
    return this.#reader.release();
  }

  /** @returns the prompts that were read to their ends, in the order of the cache's rows */
  async #readGroup(
    prompts: readonly (readonly number[])[],
    { pause, isWanted }: Onlookers,
  ): Promise<readonly Reading[]> {
    const rows = prompts.map((prompt, index) => this.#begin(prompt.slice(0, -1), index));
    // The longest way to go first: those still under way are then always the first rows of the cache.
    rows.sort((a, b) => chunksLeft(b) - chunksLeft(a));
    this.#makeRoom(rows);
    for (const [row, reading] of rows.entries()) reading.row = row;
    for (const { row, known } of rows) {
      for (const [i, chunk] of known.entries()) {
        this.#cache.copyTokens({ row, at: i * CHUNK_TOKENS }, chunk, { row: 0, at: 0 }, CHUNK_TOKENS);
      }
    }
    const wanted = (reading: Reading): boolean => isWanted(reading.index);
    for (let left = this.#closeUp(unread(rows), wanted); left.length > 0;) {
      await this.#readChunk(left);
      await pause();
      left = this.#closeUp(unread(left), wanted);
    }
    return rows.filter((reading) => chunksLeft(reading) === 0);
  }

  /** Those that stay move up into the rows of those that leave: the ones still under way are the first rows of the cache. */
  #closeUp(left: readonly Reading[], stays: (reading: Reading) => boolean): readonly Reading[] {
    const kept = left.filter(stays);
    for (const [row, reading] of kept.entries()) {
      if (reading.row === row) continue;
      const from = { row: reading.row, at: 0 };
      this.#cache.copyTokens({ row, at: 0 }, this.#cache, from, reading.position);
      reading.row = row;
    }
    return kept;
  }

  #begin(tokens: readonly number[], index: number): Reading {
    const known = this.#prefixes.find(tokens);
    return { index, tokens, known, position: known.length * CHUNK_TOKENS, row: 0 };
  }

  #makeRoom(group: readonly Reading[]): void {
    const capacity = capacityFor(Math.max(...group.map(({ tokens }) => tokens.length)));
    const rows = Math.max(group.length, this.#reader.minRows);
    if (!this.#cache.fits(rows, capacity)) this.#cache = new KvCache(this.#config, rows * capacity);
    this.#cache.setCapacity(capacity, 0);
  }

  async #readChunk(rows: readonly Reading[]): Promise<void> {
    const chunkOf = ({ tokens, position }: Reading): number[] =>
      Array.from({ length: CHUNK_TOKENS }, (_, i) => tokens[position + i] ?? 0);
    const chunks = rows.map((row) => {
      const { tokens, position } = row;
      return { tokens: chunkOf(row), position, count: Math.min(CHUNK_TOKENS, tokens.length - position) };
    });
    await this.#reader.read(this.#cache, chunks);
    for (const [row, reading] of rows.entries()) {
      const count = chunks[row]?.count ?? 0;
      reading.position += count;
      this.#computedTokens += count;
      if (count === CHUNK_TOKENS) this.#prefixes.add(reading.tokens, reading.position, this.#cache, row);
    }
  }
}

/** Places of a row that is to hold so many tokens. */
const capacityFor = (tokens: number): number => Math.ceil(Math.max(1, tokens) / CHUNK_TOKENS) * CHUNK_TOKENS;

const unread = (rows: readonly Reading[]): readonly Reading[] => rows.filter((row) => chunksLeft(row) > 0);

function chunksLeft({ tokens, position }: Reading): number {
  return Math.ceil((tokens.length - position) / CHUNK_TOKENS);
}
