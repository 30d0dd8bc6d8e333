import type { Tensor } from "onnxruntime-node";
import { GpuMemory, SURE_BUFFER_BYTES } from "../device/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable, rotaryAngles, rotaryInputNames } from "../model/index.ts";
import { Once } from "../once.ts";
import { elementsOf } from "./graph-weights.ts";
import { cacheBytesPerToken } from "./kv-cache.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * The cache's capacity on the device is a multiple of this. A step's shape must not depend on a sample's companions, or the
 * device might add in another order: samples and chunks are put together by the capacity that each needs, and every step of
 * one capacity has the same number of rows.
 */
const CAPACITY_STEP = 256;

/** Rows of every chunk that is read: enough for fast products, few enough that a lone prompt does not wait for them. */
export const CHUNK_ROWS = 8;

/** The capacity of the cache in which so many tokens are read. */
export const capacityFor = (tokens: number): number => Math.ceil(Math.max(1, tokens) / CAPACITY_STEP) * CAPACITY_STEP;

/**
 * Samples that are decoded at once in caches of this capacity, by the model and the options alone: no machine gets other bits. Every
 * adapter binds the keys of a layer, but where a single sample's are larger.
 */
export function rowsFor(
  config: ModelConfig,
  capacity: number,
  { maxBatch, cacheBytes }: { readonly maxBatch: number; readonly cacheBytes: number },
): number {
  const inCache = Math.floor(cacheBytes / (capacity * cacheBytesPerToken(config)));
  const inBuffer = Math.floor(SURE_BUFFER_BYTES / (4 * config.kvHeads * capacity * config.headDim));
  return Math.max(1, Math.min(maxBatch, inCache, inBuffer));
}

/** The sizes that the cache and the steps on the device have. */
export const gpuCapacity = { of: capacityFor, rows: rowsFor, step: CAPACITY_STEP, chunkRows: CHUNK_ROWS } as const;

/** A model's weights on the device, for all of its step graphs. */
export class GpuModel {
  readonly config: ModelConfig;
  readonly memory = new GpuMemory();
  readonly #weights: Once<Tensors>;
  readonly #angles = new Map<number, Once<Tensors>>();

  constructor(config: ModelConfig, weights: Weights) {
    this.config = config;
    this.#weights = new Once(() => this.#upload(weights));
  }

  /** The weights, and rotary angles for the positions of a cache of this capacity and of the tokens behind it. */
  async feeds(capacity: number): Promise<Tensors> {
    const angles = this.#angles.get(capacity) ?? new Once(() => this.#uploadAngles(capacity + CAPACITY_STEP));
    this.#angles.set(capacity, angles);
    return { ...(await this.#weights.get()), ...(await angles.get()) };
  }

  async release(): Promise<void> {
    const known = [this.#weights, ...this.#angles.values()].map((once) => once.known);
    for (const tensors of await Promise.all(known)) for (const own of Object.values(tensors ?? {})) own.dispose();
    this.#weights.forget();
    this.#angles.clear();
    await this.memory.release();
  }

  async #upload(weights: Weights): Promise<Tensors> {
    const tensors: Record<string, Tensor> = {};
    for (const { name, shape } of parameterTable(this.config)) {
      tensors[name] = await this.memory.upload(elementsOf(weights, name), shape);
    }
    return tensors;
  }

  async #uploadAngles(positions: number): Promise<Tensors> {
    const count = Math.min(positions, this.config.maxPositions);
    const { cos, sin } = rotaryAngles(this.config, count);
    const shape = [count, this.config.headDim / 2];
    return {
      [rotaryInputNames.cos]: await this.memory.upload(cos, shape),
      [rotaryInputNames.sin]: await this.memory.upload(sin, shape),
    };
  }
}
