import type { Tensor } from "onnxruntime-node";
import { freeResults } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { isUntempered } from "./choose-token.ts";
import type { KernelRules } from "./kernel-rules.ts";
import { cacheBytesPerToken, KvCache } from "./kv-cache.ts";
import type { ReadPrompt } from "./prefill.ts";
import type { DecodeRow, SampleBatch } from "./sample-batch.ts";
import { stepOutputNames } from "./step-graphs.ts";
import { StepRunner } from "./step-runner.ts";

/** The cache's capacity is a multiple of this, so that it seldom changes. */
const CAPACITY_STEP = 32;

/**
 * The samples under way: one step gives each of them one token.
 *
 * Invariant: the cache has room for its rows at the capacity that it holds, and will have it up to their ends. So samples are
 * taken as far as all rows fit at the capacity that the longest of them needs in the end, and a larger capacity, which a
 * sample that has left needed, is given back before it takes the room of another.
 */
export class DecodeBatch implements SampleBatch {
  readonly #config: ModelConfig;
  readonly #runner: StepRunner;
  readonly #minRows: number;
  readonly #rows: DecodeRow[] = [];
  #cache: KvCache;

  /** @param cacheBytes the cache may take; a single sample is taken even if it needs more */
  constructor(config: ModelConfig, weights: Weights, rules: KernelRules, cacheBytes: number) {
    this.#config = config;
    this.#runner = new StepRunner(config, weights, rules, 1);
    this.#minRows = rules.minRows;
    this.#cache = new KvCache(config, Math.floor(cacheBytes / cacheBytesPerToken(config)));
  }

  get size(): number {
    return this.#rows.length;
  }

  choose(maxCachedTokens: readonly number[], most: number): readonly number[] {
    return [...Array(this.#countFitting(maxCachedTokens.slice(0, most))).keys()];
  }

  add(row: DecodeRow, prompt: ReadPrompt): void {
    const most = roundUp(row.maxCachedTokens);
    if (this.size === 0 && !this.#cache.fits(this.#minRows, most)) {
      this.#cache = new KvCache(this.#config, this.#minRows * most);
    }
    this.#ensureCapacity(this.size + 1, prompt.length);
    this.#cache.copyTokens({ row: this.size, at: 0 }, prompt.cache, { row: prompt.row, at: 0 }, prompt.length);
    this.#rows.push(row);
  }

  async step(): Promise<void> {
    this.#ensureCapacity(this.size);
    const results = await this.#runner.run(
      this.#cache,
      this.#rows.map(({ latest, position, temperature }) => ({ tokens: [latest], position, temperature })),
    );
    const probabilities = vocabularyRows(results[stepOutputNames.probabilities]);
    const tempered = results[stepOutputNames.logProbabilities];
    const logProbabilities = tempered && vocabularyRows(tempered);
    this.#cache.append(
      results,
      this.#rows.map(({ position }) => ({ position, count: 1 })),
    );
    const finished: number[] = [];
    for (const [i, row] of this.#rows.entries()) {
      row.position += 1;
      const goesOn = row.accept({
        probabilities: probabilities(i),
        logProbabilities: isUntempered(row.temperature) ? undefined : logProbabilities?.(i),
      });
      if (!goesOn) finished.push(i);
    }
    freeResults(results);
    for (const i of finished.toReversed()) this.#remove(i);
  }

  clear(): void {
    this.#rows.length = 0;
  }

  release(): Promise<void> {
    return this.#runner.release();
  }

  /** How many of these samples, in order, have room. */
  #countFitting(maxCachedTokens: readonly number[]): number {
    let longest = Math.max(0, ...this.#rows.map((row) => row.maxCachedTokens));
    let rows = this.size;
    for (const most of maxCachedTokens) {
      longest = Math.max(longest, most);
      const isAlone = rows === 0; // a sample too large for the cache is taken alone, and the cache grows
      if (!isAlone && !this.#cache.fits(Math.max(rows + 1, this.#minRows), roundUp(longest))) break;
      rows += 1;
    }
    return rows - this.size;
  }

  /** The last row takes the place of the one that leaves. */
  #remove(index: number): void {
    const last = this.#rows.pop();
    if (last === undefined || index === this.size) return;
    this.#rows[index] = last;
    this.#cache.copyTokens({ row: index, at: 0 }, this.#cache, { row: this.size, at: 0 }, last.position);
  }

  /** Room for so many rows, one of them of so many tokens, and for one more token in every row under way. */
  #ensureCapacity(rows: number, tokens = 0): void {
    const wanted = roundUp(Math.max(tokens, ...this.#rows.map(({ position }) => position + 1)));
    const { capacity } = this.#cache;
    const isWasteful =
      wanted + 4 * CAPACITY_STEP <= capacity || !this.#cache.fits(Math.max(rows, this.#minRows), capacity);
    if (wanted > capacity || isWasteful) this.#cache.setCapacity(wanted, this.size);
  }
}

function roundUp(tokens: number): number {
  return Math.ceil(tokens / CAPACITY_STEP) * CAPACITY_STEP;
}

/** Views of the rows of a result [B, V]. */
export function vocabularyRows(result: Tensor | undefined): (row: number) => Float32Array {
  if (result === undefined || !(result.data instanceof Float32Array)) {
    throw new TypeError("a decoding step must return float32 distributions");
  }
  const { data, dims } = result;
  const vocabSize = dims[1] ?? 0;
  return (row) => data.subarray(row * vocabSize, (row + 1) * vocabSize);
}
