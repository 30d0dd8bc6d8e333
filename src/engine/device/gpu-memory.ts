import type { Tensor } from "onnxruntime-node";
import { freeResults, Graph, tensor, unary } from "../graph/index.ts";
import { Once } from "../once.ts";
import { GpuSession } from "./gpu-session.ts";

/** Moves tensors to the device and back. Reading a device tensor directly would abort the process: a graph brings it. */
export class GpuMemory {
  readonly #copies = new Map<string, Once<GpuSession>>();

  /** Copies elements to the device; the tensor is disposed of by who asked for it. */
  async upload(elements: Float32Array, shape: readonly number[]): Promise<Tensor> {
    const session = await this.#copy("to", shape.length);
    const { copy } = await session.run({ x: tensor(elements, shape) }, { copy: null });
    if (copy === undefined) throw new TypeError("a copy to the device must have a result");
    return copy;
  }

  /** Zeros on the device. */
  zeros(shape: readonly number[]): Promise<Tensor> {
    return this.upload(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  }

  /** Copies a device tensor's elements to memory, `into` being as long. */
  async download(source: Tensor, into: Float32Array): Promise<void> {
    const session = await this.#copy("from", source.dims.length);
    const results = await session.run({ x: source }, { copy: null });
    const { data } = results["copy"] ?? {};
    if (!(data instanceof Float32Array)) throw new TypeError("a copy from the device must be float32");
    into.set(data);
    freeResults(results);
  }

  /** Frees the graphs; the tensors live on. */
  async release(): Promise<void> {
    const copies = [...this.#copies.values()];
    this.#copies.clear();
    for (const copy of copies) await (await copy.known)?.release();
  }

  #copy(direction: "to" | "from", rank: number): Promise<GpuSession> {
    const key = `${direction} ${rank}`;
    const known = this.#copies.get(key) ?? new Once(() => copyGraph(direction, rank));
    this.#copies.set(key, known);
    return known.get();
  }
}

function copyGraph(direction: "to" | "from", rank: number): Promise<GpuSession> {
  const graph = new Graph();
  const x = graph.input(
    "x",
    Array.from({ length: rank }, (_, axis) => `N${axis}`),
  );
  graph.output("copy", unary(graph, "Identity", x));
  return GpuSession.compile(graph, { resident: direction === "to" ? ["copy"] : [] });
}
