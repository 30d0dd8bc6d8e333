import type { Tensor } from "onnxruntime-node";
import { tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { cacheName, freshName } from "./cached-attention.ts";

const PARTS = ["key", "value"] as const;

/** Floats that one token takes in one tensor of the cache. */
const tokenFloats = ({ kvHeads, headDim }: ModelConfig): number => kvHeads * headDim;

/** Bytes that one token of one row takes in all tensors together. */
export function cacheBytesPerToken(config: ModelConfig): number {
  return config.layers * PARTS.length * tokenFloats(config) * Float32Array.BYTES_PER_ELEMENT;
}

/** New tokens of one row. */
interface Addition {
  /** Where the first one goes. */
  readonly position: number;
  /** How many of the step's C tokens are real. */
  readonly count: number;
  /** The row of the cache; by default the step's own. */
  readonly row?: number;
}

/** A token's place in a cache. */
interface CachePlace {
  readonly row: number;
  /** Position within the row. */
  readonly at: number;
}

/**
 * Keys and values of the tokens that rows have read so far: for each layer two tensors [B, K, S, N], S being the capacity.
 * JavaScript owns them; ONNX Runtime reads them in place. Entries beyond a row's length are finite and masked. Rows times
 * capacity never exceed the room: beyond it typed arrays would cut what is moved, in silence.
 */
export class KvCache {
  readonly #config: ModelConfig;
  /** by layer, then part; each with room for `#room` tokens, of which the first rows * capacity are in use */
  readonly #buffers: readonly (readonly Float32Array<ArrayBuffer>[])[];
  readonly #room: number;
  #capacity = 0;

  /** @param room tokens that all rows together may take */
  constructor(config: ModelConfig, room: number) {
    this.#config = config;
    this.#room = room;
    const length = room * tokenFloats(config);
    const all = new Float32Array(config.layers * PARTS.length * length); // one piece is easier on the garbage collector
    this.#buffers = Array.from({ length: config.layers }, (_, layer) =>
      PARTS.map((_, part) => {
        const begin = (layer * PARTS.length + part) * length;
        return all.subarray(begin, begin + length);
      }),
    );
  }

  /** S: tokens that one row may take. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Whether so many rows of so many tokens have room. */
  fits(rows: number, capacity: number): boolean {
    return rows * capacity <= this.#room;
  }

  /** Changes S, moving the first `rows` rows; entries beyond the smaller capacity are dropped. */
  setCapacity(capacity: number, rows: number): void {
    const { kvHeads, headDim } = this.#config;
    this.#requireRoom(rows, capacity);
    const [from, to] = [this.#capacity * headDim, capacity * headDim];
    if (from === to) return;
    const kept = Math.min(from, to);
    // In place: when blocks move up, the last goes first, and the other way round.
    const blocks = Array.from({ length: rows * kvHeads }, (_, i) => (to > from ? rows * kvHeads - 1 - i : i));
    for (const buffer of this.#buffers.flat()) {
      for (const block of blocks) buffer.copyWithin(block * to, block * from, block * from + kept);
    }
    this.#capacity = capacity;
  }

  /** The first `rows` rows as inputs of a step graph. */
  feeds(rows: number): Record<string, Tensor> {
    const { kvHeads, headDim } = this.#config;
    this.#requireRoom(rows, this.#capacity);
    const shape = [rows, kvHeads, this.#capacity, headDim];
    const length = rows * this.#capacity * tokenFloats(this.#config);
    return Object.fromEntries(
      this.#buffers.flatMap((parts, layer) =>
        parts.map((buffer, part) => [
          cacheName(PARTS[part] ?? "key", layer),
          tensor(buffer.subarray(0, length), shape),
        ]),
      ),
    );
  }

  /**
   * Stores what a step graph returned behind the tokens that the rows have.
   *
   * @param results fresh keys and values [B, K, C, N] by name
   * @param additions of each row of the step, from the first on
   */
  append(results: Readonly<Record<string, Tensor>>, additions: readonly Addition[]): void {
    for (const [layer, parts] of this.#buffers.entries()) {
      for (const [part, buffer] of parts.entries()) {
        this.#appendTo(buffer, results[freshName(PARTS[part] ?? "key", layer)], additions);
      }
    }
  }

  #appendTo(buffer: Float32Array, result: Tensor | undefined, additions: readonly Addition[]): void {
    const { kvHeads, headDim } = this.#config;
    const { elements, steps } = floats(result);
    for (const [from, { position, count, row = from }] of additions.entries()) {
      for (let head = 0; head < kvHeads; head++) {
        const target = ((row * kvHeads + head) * this.#capacity + position) * headDim;
        copy(elements, (from * kvHeads + head) * steps * headDim, buffer, target, count * headDim);
      }
    }
  }

  /** Copies `length` tokens of a row of a cache, which may be this one, to a place of this one. */
  copyTokens(target: CachePlace, source: KvCache, from: CachePlace, length: number): void {
    const { kvHeads, headDim } = this.#config;
    this.#requireRoom(target.row + 1, this.#capacity);
    const startOf = (cache: KvCache, { row, at }: CachePlace, head: number): number =>
      ((row * kvHeads + head) * cache.#capacity + at) * headDim;
    for (const [layer, parts] of this.#buffers.entries()) {
      for (const [part, buffer] of parts.entries()) {
        const read = source.#buffers[layer]?.[part] ?? buffer;
        for (let head = 0; head < kvHeads; head++) {
          const begin = startOf(source, from, head);
          buffer.set(read.subarray(begin, begin + length * headDim), startOf(this, target, head));
        }
      }
    }
  }

  #requireRoom(rows: number, capacity: number): void {
    if (this.fits(rows, capacity)) return;
    throw new RangeError(
      `a cache of ${this.#room} tokens was to hold ${rows} rows of ${capacity}: more than were admitted`,
    );
  }
}

/** A fresh tensor's elements, and C. */
function floats(fresh: Tensor | undefined): { readonly elements: Float32Array; readonly steps: number } {
  if (fresh === undefined || !(fresh.data instanceof Float32Array)) {
    throw new TypeError("a step graph must return float32 keys and values for every layer");
  }
  return { elements: fresh.data, steps: fresh.dims[2] ?? 1 };
}

/** For the few dozen floats of one head a plain loop is faster than making views. */
function copy(source: Float32Array, from: number, target: Float32Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = source[from + i] as number; // within bounds; a check would cost time
}
