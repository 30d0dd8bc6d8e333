import type { Graph, Node, Value } from "../graph/index.ts";
import { runOrder } from "./run-order.ts";
import { bytesOf, type Sizes } from "./sizes.ts";

/** Buffers of a GPU by their size in bytes: how many of each. */
export type Buffers = ReadonlyMap<number, number>;

const mebibyte = 2 ** 20;
/**
 * The sizes in which ONNX Runtime's WebGPU provider makes buffers: a tensor gets the next larger one, and one that is larger than
 * all its own. A buffer that was given back waits for the next tensor of its size.
 *
 * @see `BucketCacheManager` in onnxruntime/core/providers/webgpu/buffer_manager.cc
 */
const bufferSizes: readonly number[] = [
  64,
  128,
  256,
  512,
  2048,
  ...Array.from({ length: 12 }, (_, i) => 4096 * 2 ** i), // to 8 MiB
  12 * mebibyte,
  16 * mebibyte,
  25 * mebibyte,
  32 * mebibyte,
  44_236_800,
  58_982_400,
  64 * mebibyte,
  128 * mebibyte,
  160 * mebibyte,
];

/** Bytes of the buffer that a tensor of so many bytes gets. */
export function bufferBytes(bytes: number): number {
  return bufferSizes.find((size) => size >= bytes) ?? Math.ceil(bytes / 16) * 16;
}

/** Operators whose result is their operand's buffer. */
const views: ReadonlySet<string> = new Set(["Reshape", "Squeeze", "Unsqueeze"]);

/**
 * The buffers that a run of a graph needs besides the tensors that lie on the device: of each size, as many as are in use at once.
 *
 * @param graph lowered
 * @param isResident whether an input or a result of this name lies on the device before or after the run
 */
export function graphBuffers(graph: Graph, sizes: Sizes, isResident: (name: string) => boolean): Buffers {
  const held = new HeldBuffers(sizes);
  const order = runOrder(graph);
  for (const { inputs } of order) for (const input of inputs) if (input) held.willRead(input);
  const results = new Map([...graph.outputs].map(([name, value]) => [value, name]));
  for (const result of results.keys()) held.willRead(result); // until the run ends
  for (const input of graph.inputs) if (!isResident(input.name)) held.make(input);
  const liesThere = (output: Value): boolean => {
    const name = results.get(output);
    return name !== undefined && isResident(name);
  };
  for (const node of order) held.run(node, liesThere);
  return held.most;
}

class HeldBuffers {
  readonly #sizes: Sizes;
  readonly #reads = new Map<Value, number>();
  /** The value whose buffer each value lies in. */
  readonly #owners = new Map<Value, Value>();
  readonly #inUse = new Map<number, number>();
  readonly most = new Map<number, number>();

  constructor(sizes: Sizes) {
    this.#sizes = sizes;
  }

  willRead(value: Value): void {
    this.#reads.set(value, (this.#reads.get(value) ?? 0) + 1);
  }

  make(value: Value): void {
    this.#owners.set(value, value);
    this.#count(value, 1);
  }

  run({ op, inputs, outputs }: Node, isResident: (output: Value) => boolean): void {
    const [viewed] = inputs;
    for (const output of outputs) {
      if (isResident(output)) continue;
      const owner = views.has(op) && viewed ? this.#owners.get(viewed) : undefined;
      if (owner !== undefined) {
        this.#owners.set(output, owner);
        this.#reads.set(owner, (this.#reads.get(owner) ?? 0) + (this.#reads.get(output) ?? 0));
      } else if (!views.has(op)) this.make(output);
    }
    for (const input of inputs) if (input) this.#read(input);
    for (const output of outputs) if (!this.#reads.has(output)) this.#giveBack(output); // nobody reads it
  }

  #read(value: Value): void {
    const owner = this.#owners.get(value);
    if (owner === undefined) return; // it lies on the device, or is a constant
    const left = (this.#reads.get(owner) ?? 0) - 1;
    this.#reads.set(owner, left);
    if (left === 0) this.#giveBack(owner);
  }

  #giveBack(value: Value): void {
    if (this.#owners.get(value) === value) this.#count(value, -1);
  }

  #count(value: Value, more: 1 | -1): void {
    const size = bufferBytes(bytesOf(value, this.#sizes));
    const count = (this.#inUse.get(size) ?? 0) + more;
    this.#inUse.set(size, count);
    this.most.set(size, Math.max(count, this.most.get(size) ?? 0));
  }
}

/** Bytes of the buffers that runs of several graphs need one after the other: what one gives back the next may take. */
export function sharedBytes(graphs: readonly Buffers[]): number {
  const sizes = new Set(graphs.flatMap((buffers) => [...buffers.keys()]));
  return [...sizes].reduce((sum, size) => sum + size * Math.max(...graphs.map((one) => one.get(size) ?? 0)), 0);
}
