import type { Tensor } from "onnxruntime-node";
import { GpuSession } from "../device/index.ts";
import { freeResults } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { Once } from "../once.ts";
import { freshNames } from "./cached-attention.ts";
import { isUntempered } from "./choose-token.ts";
import { vocabularyRows } from "./decode-batch.ts";
import { compileWriting, GpuCache } from "./gpu-cache.ts";
import { capacityFor, rowsFor, type GpuModel } from "./gpu-model.ts";
import { KvCache } from "./kv-cache.ts";
import type { ReadPrompt } from "./prefill.ts";
import type { DecodeRow, SampleBatch } from "./sample-batch.ts";
import { rowFeeds, type StepRow } from "./step-feeds.ts";
import { decodeGraph, stepOutputNames } from "./step-graphs.ts";

/** Admissions at which the sample that has waited longest may be passed over by some that need another capacity. */
const PASSES = 8;

/** A sample in its row of the cache, and what of its prompt must still go there. */
interface Taken {
  readonly row: DecodeRow;
  prompt: { readonly cache: KvCache; readonly length: number } | undefined;
}

/**
 * Samples under way on the device, whose cache lies there. All of them need the same capacity, and every step has the same
 * shape, with rows that nobody reads where samples lack: so a sample's bits do not depend on its companions.
 */
export class GpuDecodeBatch implements SampleBatch {
  readonly #model: GpuModel;
  readonly #maxBatch: number;
  readonly #cacheBytes: number;
  /** With the log-probabilities at temperature 1 and without them: of what comes to memory they are half. */
  readonly #decode: { readonly tempered: Once<GpuSession>; readonly untempered: Once<GpuSession> };
  readonly #write: Once<GpuSession>;
  readonly #free: number[] = [];
  readonly #taken = new Map<number, Taken>();
  #capacity = 0;
  #cache: GpuCache | undefined;
  #passes = 0;

  /** @param cacheBytes the cache may take; a single sample is taken even if it needs more */
  constructor(model: GpuModel, maxBatch: number, cacheBytes: number) {
    this.#model = model;
    this.#maxBatch = maxBatch;
    this.#cacheBytes = cacheBytes;
    this.#decode = {
      tempered: new Once(() => compileDecoding(model.config, true)),
      untempered: new Once(() => compileDecoding(model.config, false)),
    };
    this.#write = new Once(() => compileWriting(model.config));
  }

  get size(): number {
    return this.#taken.size;
  }

  choose(maxCachedTokens: readonly number[], most: number): readonly number[] {
    const [oldest = 1] = maxCachedTokens;
    if (this.size === 0) this.#become(capacityFor(oldest));
    const isPassedOver = capacityFor(oldest) !== this.#capacity;
    if (!isPassedOver) this.#passes = 0;
    else if (this.#passes++ >= PASSES) return [];
    const room = Math.min(most, this.#free.length);
    const fitting = maxCachedTokens.flatMap((tokens, i) => (capacityFor(tokens) === this.#capacity ? [i] : []));
    return fitting.slice(0, room);
  }

  add(row: DecodeRow, { cache, row: from, length }: ReadPrompt): void {
    const place = this.#free.pop();
    if (place === undefined) throw new RangeError("the device's cache has no room for a sample that was admitted");
    const own = new KvCache(this.#model.config, length);
    own.setCapacity(length, 0);
    own.copyTokens({ row: 0, at: 0 }, cache, { row: from, at: 0 }, length);
    this.#taken.set(place, { row, prompt: { cache: own, length } });
  }

  async step(): Promise<void> {
    const cache = await this.#room();
    for (const [place, taken] of this.#taken) await this.#bring(cache, place, taken);
    const idle: StepRow = { tokens: [0], position: 0, temperature: 1 };
    const rows = Array.from({ length: cache.rows }, (_, place) => stepRow(this.#taken.get(place)?.row) ?? idle);
    const isTempered = rows.some(({ temperature }) => !isUntempered(temperature));
    const results = await this.#run(cache, rows, isTempered);
    const positions = rows.map(({ position }) => position);
    await cache.write(results, { rows: [...rows.keys()], positions, tokens: 1 });
    for (const name of freshNames(this.#model.config.layers)) results[name]?.dispose();
    this.#accept(results);
  }

  clear(): void {
    this.#free.push(...this.#taken.keys());
    this.#taken.clear();
  }

  async release(): Promise<void> {
    for (const session of [...Object.values(this.#decode), this.#write]) await (await session.known)?.release();
    this.#cache?.dispose();
    this.#cache = undefined;
  }

  /** Takes samples of another capacity from now on. */
  #become(capacity: number): void {
    if (capacity === this.#capacity) return;
    this.#capacity = capacity;
    const count = rowsFor(this.#model.config, capacity, { maxBatch: this.#maxBatch, cacheBytes: this.#cacheBytes });
    this.#free.splice(0, Infinity, ...Array.from({ length: count }, (_, i) => count - 1 - i));
    this.#cache?.dispose();
    this.#cache = undefined;
  }

  async #room(): Promise<GpuCache> {
    const rows = this.#free.length + this.#taken.size;
    this.#cache ??= await GpuCache.create(this.#model, rows, this.#capacity, await this.#write.get());
    return this.#cache;
  }

  /** Brings what the cache in memory holds of a prompt to its row on the device. */
  async #bring(cache: GpuCache, place: number, taken: Taken): Promise<void> {
    const { prompt } = taken;
    taken.prompt = undefined;
    if (prompt === undefined || prompt.length === 0) return;
    const fresh = Object.entries(prompt.cache.feeds(1)).map(([name, keysOrValues]) => [`fresh.${name}`, keysOrValues]);
    const written = { rows: [place], positions: [0], tokens: prompt.length };
    await cache.write(Object.fromEntries(fresh) as Record<string, Tensor>, written); // entries of a record of tensors
  }

  async #run(
    cache: GpuCache,
    rows: readonly StepRow[],
    isTempered: boolean,
  ): Promise<Readonly<Record<string, Tensor>>> {
    const { config } = this.#model;
    const { probabilities, logProbabilities } = stepOutputNames;
    const names = [...freshNames(config.layers), probabilities, ...(isTempered ? [logProbabilities] : [])];
    const feeds = {
      ...(await this.#model.feeds(cache.capacity)),
      ...cache.feeds,
      ...rowFeeds(config, 1, rows, cache.capacity),
    };
    const session = await this.#decode[isTempered ? "tempered" : "untempered"].get();
    return session.run(feeds, Object.fromEntries(names.map((name) => [name, null])));
  }

  #accept(results: Readonly<Record<string, Tensor>>): void {
    const { probabilities: untold, logProbabilities: told } = stepOutputNames;
    const [sampled, tempered] = [results[untold], results[told]];
    const probabilities = vocabularyRows(sampled);
    const logProbabilities = tempered && vocabularyRows(tempered);
    for (const [place, { row }] of this.#taken) {
      row.position += 1;
      const goesOn = row.accept({
        probabilities: probabilities(place),
        logProbabilities: isUntempered(row.temperature) ? undefined : logProbabilities?.(place),
      });
      if (goesOn) continue;
      this.#taken.delete(place);
      this.#free.push(place);
    }
    const inMemory = [sampled, tempered].flatMap((one) => one ?? []);
    freeResults(Object.fromEntries(inMemory.map((one, i) => [`${i}`, one])));
  }
}

function compileDecoding(config: ModelConfig, isTempered: boolean): Promise<GpuSession> {
  const graph = decodeGraph(config, "fed", false);
  if (!isTempered) graph.outputs.delete(stepOutputNames.logProbabilities);
  return GpuSession.compile(graph, { resident: freshNames(config.layers) });
}

function stepRow(row: DecodeRow | undefined): StepRow | undefined {
  return row && { tokens: [row.latest], position: row.position, temperature: row.temperature };
}
