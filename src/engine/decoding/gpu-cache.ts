import type { Tensor } from "onnxruntime-node";
import { GpuSession } from "../device/index.ts";
import { Graph, tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { cacheName, freshName } from "./cached-attention.ts";
import type { GpuModel } from "./gpu-model.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/** Rows, key heads and tokens of what is written. */
interface Written {
  /** The row of the cache that each row goes to. */
  readonly rows: readonly number[];
  /** For each row, where its first token goes. */
  readonly positions: readonly number[];
  readonly tokens: number;
}

const parts = ["key", "value"] as const;
const resultName = (part: (typeof parts)[number], layer: number): string => `written.${part}.${layer}`;
const placesName = "places";

/** Keys and values on the device: for each layer two tensors [R, K, S, N], which stay there and are written in place. */
export class GpuCache {
  readonly rows: number;
  readonly capacity: number;
  readonly #config: ModelConfig;
  readonly #tensors: Tensors;
  readonly #write: GpuSession;

  private constructor(config: ModelConfig, rows: number, capacity: number, tensors: Tensors, write: GpuSession) {
    this.#config = config;
    this.rows = rows;
    this.capacity = capacity;
    this.#tensors = tensors;
    this.#write = write;
  }

  /**
   * Makes an empty cache.
   *
   * @param write the session of `writeGraph`, which outlives the cache
   */
  static async create(model: GpuModel, rows: number, capacity: number, write: GpuSession): Promise<GpuCache> {
    const { layers, kvHeads, headDim } = model.config;
    const tensors: Record<string, Tensor> = {};
    for (let layer = 0; layer < layers; layer++) {
      for (const part of parts) {
        tensors[cacheName(part, layer)] = await model.memory.zeros([rows, kvHeads, capacity, headDim]);
      }
    }
    return new GpuCache(model.config, rows, capacity, tensors, write);
  }

  /** The cache as inputs of a step graph. */
  get feeds(): Tensors {
    return this.#tensors;
  }

  /**
   * Stores keys and values.
   *
   * @param fresh [A, K, C, N] by `freshName`, in memory or on the device
   */
  async write(fresh: Tensors, written: Written): Promise<void> {
    const { layers } = this.#config;
    const names = Array.from({ length: layers }, (_, layer) => parts.map((part) => [part, layer] as const)).flat();
    const results = names.map(([part, layer]) => [resultName(part, layer), this.#tensors[cacheName(part, layer)]]);
    const feeds = { ...this.#tensors, ...fresh, [placesName]: placesOf(this.#config, written) };
    await this.#write.run(feeds, Object.fromEntries(results) as Record<string, Tensor>); // one tensor for each name
  }

  dispose(): void {
    for (const own of Object.values(this.#tensors)) own.dispose();
  }
}

/** For each row, head and token, where it goes: int64 [A, K, C, 3]. */
function placesOf({ kvHeads }: ModelConfig, { rows, positions, tokens }: Written): Tensor {
  const places = rows.flatMap((row, i) =>
    Array.from({ length: kvHeads * tokens }, (_, place) => {
      return [row, Math.floor(place / tokens), (positions[i] ?? 0) + (place % tokens)];
    }).flat(),
  );
  return tensor(BigInt64Array.from(places, BigInt), [rows.length, kvHeads, tokens, 3]);
}

/** Compiles what writes to a cache of any size, in place: of a cache only the new tokens are touched. */
export function compileWriting({ layers, kvHeads, headDim }: ModelConfig): Promise<GpuSession> {
  const graph = new Graph();
  const places = graph.input(placesName, ["A", kvHeads, "C", 3], "int64");
  for (let layer = 0; layer < layers; layer++) {
    for (const part of parts) {
      const cache = graph.input(cacheName(part, layer), ["R", kvHeads, "S", headDim]);
      const fresh = graph.input(freshName(part, layer), ["A", kvHeads, "C", headDim]);
      graph.output(
        resultName(part, layer),
        graph.node({ op: "ScatterND", inputs: [cache, places, fresh] }, cache.shape),
      );
    }
  }
  return GpuSession.compile(graph, { inPlace: [...graph.outputs.keys()] });
}
