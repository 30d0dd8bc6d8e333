import type { InferenceSession, Tensor } from "onnxruntime-node";
import { compile, tensor } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterCount } from "../model/index.ts";
import { UNSEEN } from "./cached-attention.ts";
import type { NextToken } from "./choose-token.ts";
import { cacheBytesPerToken, KvCache } from "./kv-cache.ts";
import type { ReadPrompt } from "./prefill.ts";
import { feedsOf } from "./prefill.ts";
import { decodeGraph, stepInputNames, stepOutputNames } from "./step-graphs.ts";

/** What a batch must know of one sample under way; the batch advances `position`. */
export interface DecodeRow {
  readonly temperature: number;
  /** Tokens that the row will have at most. */
  readonly mostTokens: number;
  /** Tokens of the row that are in the cache. */
  position: number;
  /** The next token to be read. */
  latest: number;
  /** Takes the distribution after `latest` and says whether the sample goes on. */
  accept(next: NextToken): boolean;
}

/** The cache's capacity is a multiple of this, so that it seldom changes. */
const CAPACITY_STEP = 32;
/** What bounds a batch's memory, in bytes. */
export interface BatchMemory {
  /** Most of the cache; a single sample is taken even if it needs more. */
  readonly cacheBytes: number;
  /** Weights larger than this are fed, not stored in the graph: a stored copy, laid out for the kernels, doubles them. */
  readonly mostStoredBytes: number;
}

/** The samples under way: one step gives each of them one token. */
export class DecodeBatch {
  readonly #config: ModelConfig;
  readonly #compile: () => Promise<InferenceSession>;
  readonly #weightFeeds: Readonly<Record<string, Tensor>>;
  /** With fed weights ONNX Runtime multiplies a lone row by another kernel, whose bits differ: it gets company. */
  readonly #fewestRows: number;
  readonly #rows: DecodeRow[] = [];
  #session: Promise<InferenceSession> | undefined;
  #cache: KvCache;

  constructor(config: ModelConfig, weights: Weights, threads: number, { cacheBytes, mostStoredBytes }: BatchMemory) {
    this.#config = config;
    const isStored = parameterCount(config) * Float32Array.BYTES_PER_ELEMENT <= mostStoredBytes;
    this.#compile = () => compile(decodeGraph(config, isStored ? weights : undefined), { threads });
    this.#weightFeeds = isStored ? {} : feedsOf(config, weights);
    this.#fewestRows = isStored ? 1 : 2;
    this.#cache = new KvCache(config, Math.floor(cacheBytes / cacheBytesPerToken(config)));
  }

  /** Samples under way. */
  get size(): number {
    return this.#rows.length;
  }

  /**
   * How many of these samples, in order, can be taken now so that all have room to the end.
   *
   * @param mostTokens of each sample
   */
  countFitting(mostTokens: readonly number[]): number {
    let longest = Math.max(0, ...this.#rows.map((row) => row.mostTokens));
    let rows = this.size;
    for (const most of mostTokens) {
      longest = Math.max(longest, most);
      const isAlone = rows === 0; // a sample too large for the cache is taken alone, and the cache grows
      if (!isAlone && !this.#cache.fits(rows + 1, roundUp(longest))) break;
      rows += 1;
    }
    return rows - this.size;
  }

  /** Starts a sample behind a prompt that was read. */
  add(row: DecodeRow, prompt: ReadPrompt): void {
    const most = roundUp(row.mostTokens);
    if (this.size === 0 && !this.#cache.fits(this.#fewestRows, most)) {
      this.#cache = new KvCache(this.#config, this.#fewestRows * most);
    }
    this.#ensureCapacity(prompt.length);
    this.#cache.copyRow(this.size, prompt.cache, prompt.row, prompt.length);
    this.#rows.push(row);
  }

  /** Gives every sample its next token; finished ones leave. */
  async step(): Promise<void> {
    this.#ensureCapacity(Math.max(...this.#rows.map(({ position }) => position)) + 1);
    this.#session ??= this.#compile();
    const session = await this.#session;
    const results = await session.run({ ...this.#weightFeeds, ...this.#feeds() });
    const [probabilities, logProbabilities] = [
      vocabularyRows(results[stepOutputNames.probabilities]),
      vocabularyRows(results[stepOutputNames.logProbabilities]),
    ];
    const finished: number[] = [];
    for (const [i, row] of this.#rows.entries()) {
      this.#cache.append(results, i, row.position, 1);
      row.position += 1;
      const goesOn = row.accept({ probabilities: probabilities(i), logProbabilities: logProbabilities(i) });
      if (!goesOn) finished.push(i);
    }
    for (const i of finished.toReversed()) this.#remove(i);
  }

  /** Drops all samples. */
  clear(): void {
    this.#rows.length = 0;
  }

  async release(): Promise<void> {
    await (await this.#session)?.release();
  }

  /** The last row takes the place of the one that leaves. */
  #remove(index: number): void {
    const last = this.#rows.pop();
    if (last === undefined || index === this.size) return;
    this.#rows[index] = last;
    this.#cache.copyRow(index, this.#cache, this.size, last.position);
  }

  #ensureCapacity(tokens: number): void {
    const wanted = roundUp(Math.max(tokens, ...this.#rows.map(({ position }) => position + 1)));
    const isWasteful = wanted + 4 * CAPACITY_STEP <= this.#cache.capacity;
    if (wanted > this.#cache.capacity || isWasteful) this.#cache.setCapacity(wanted, this.size);
  }

  #feeds(): Record<string, Tensor> {
    const count = Math.max(this.size, this.#fewestRows);
    const { capacity } = this.#cache;
    // A row that only keeps another company reads token 0 and sees nothing.
    const rows = Array.from({ length: count }, (_, i) => this.#rows[i] ?? { latest: 0, position: 0, temperature: 1 });
    const bias = new Float32Array(count * capacity); // [B, 1, 1, S]
    for (const [i, { position }] of rows.entries()) bias.fill(UNSEEN, i * capacity + position, (i + 1) * capacity);
    return {
      ...this.#cache.feeds(count),
      [stepInputNames.tokens]: tensor(
        BigInt64Array.from(rows, ({ latest }) => BigInt(latest)),
        [count],
      ),
      [stepInputNames.positions]: tensor(
        BigInt64Array.from(rows, ({ position }) => BigInt(position)),
        [count, 1],
      ),
      [stepInputNames.pastBias]: tensor(bias, [count, 1, 1, capacity]),
      [stepInputNames.inverseTemperature]: tensor(
        Float32Array.from(rows, ({ temperature }) => (temperature === 0 ? 1 : 1 / temperature)),
        [count, 1],
      ),
    };
  }
}

function roundUp(tokens: number): number {
  return Math.ceil(tokens / CAPACITY_STEP) * CAPACITY_STEP;
}

/** Views of the rows of a result [B, V]. */
function vocabularyRows(result: Tensor | undefined): (row: number) => Float32Array {
  if (result === undefined || !(result.data instanceof Float32Array)) {
    throw new TypeError("a decoding step must return float32 distributions");
  }
  const { data, dims } = result;
  const vocabSize = dims[1] ?? 0;
  return (row) => data.subarray(row * vocabSize, (row + 1) * vocabSize);
}
