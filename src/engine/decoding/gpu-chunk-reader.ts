import { GpuSession } from "../device/index.ts";
import { freeResults } from "../graph/index.ts";
import { Once } from "../once.ts";
import { freshNames } from "./cached-attention.ts";
import type { ChunkReader, ChunkToRead } from "./chunk-reader.ts";
import { capacityFor, CHUNK_ROWS as ROWS, type GpuModel } from "./gpu-model.ts";
import { KvCache } from "./kv-cache.ts";
import { prefillGraph } from "./step-graphs.ts";
import { paddedRows, rowFeeds } from "./step-feeds.ts";

/** A chunk and the row of the cache that it belongs to. */
interface Placed {
  readonly row: number;
  readonly chunk: ChunkToRead;
}

/**
 * Reads chunks on the device. The cache stays in memory, where beginnings that prompts share are kept: what comes before a
 * chunk goes to the device, and its own keys and values come back.
 */
export class GpuChunkReader implements ChunkReader {
  readonly minRows = 1;
  readonly #model: GpuModel;
  readonly #steps: number;
  readonly #session: Once<GpuSession>;

  /** @param steps C */
  constructor(model: GpuModel, steps: number) {
    this.#model = model;
    this.#steps = steps;
    this.#session = new Once(() => GpuSession.compile(prefillGraph(model.config, steps, "fed")));
  }

  async read(cache: KvCache, chunks: readonly ChunkToRead[]): Promise<void> {
    const placed = chunks.map((chunk, row): Placed => ({ row, chunk }));
    const alike = Map.groupBy(placed, ({ chunk }) => capacityFor(chunk.position));
    for (const [capacity, group] of alike) {
      for (let first = 0; first < group.length; first += ROWS) {
        await this.#readAlike(cache, capacity, group.slice(first, first + ROWS));
      }
    }
  }

  async release(): Promise<void> {
    await (await this.#session.known)?.release();
  }

  async #readAlike(cache: KvCache, capacity: number, group: readonly Placed[]): Promise<void> {
    const { config } = this.#model;
    const before = new KvCache(config, ROWS * capacity);
    before.setCapacity(capacity, 0);
    for (const [i, { row, chunk }] of group.entries()) {
      before.copyTokens({ row: i, at: 0 }, cache, { row, at: 0 }, chunk.position);
    }
    const rows = group.map(({ chunk: { tokens, position } }) => ({ tokens, position, temperature: 1 }));
    const fed = rowFeeds(config, this.#steps, paddedRows(rows, ROWS, this.#steps), capacity);
    const session = await this.#session.get();
    const names = freshNames(config.layers).map((name) => [name, null] as const);
    const feeds = { ...(await this.#model.feeds(capacity)), ...before.feeds(ROWS), ...fed };
    const results = await session.run(feeds, Object.fromEntries(names));
    const additions = group.map(({ row, chunk }) => ({ ...chunk, row }));
    cache.append(results, additions);
    freeResults(results);
  }
}
