import type { Graph, Node, Value } from "../graph/index.ts";
import { runOrder } from "./run-order.ts";
import { bytesOf, type Sizes } from "./sizes.ts";

/**
 * The most memory that a run of a graph takes besides what it is fed and what its results are written to: the values alive
 * between the node that makes them and the last that reads them, planned as ONNX Runtime plans them.
 *
 * @param sizes of every dimension that is known at run time only
 * @returns bytes
 * @see `PlannerImpl` in onnxruntime/core/framework/allocation_planner.cc
 */
export function graphPeakBytes(graph: Graph, sizes: Sizes): number {
  const order = runOrder(graph);
  const memory = new PlannedMemory(order, new Set(graph.outputs.values()), sizes);
  for (const node of order) memory.run(node);
  return memory.peakBytes;
}

/** Operators whose result is their first input's memory under another shape. */
const VIEWS: ReadonlySet<string> = new Set(["Reshape", "Squeeze", "Unsqueeze", "Identity"]);
/** Operators that may write their result over these inputs, if nobody reads them afterwards. */
const OVERWRITES: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(["Add", "Sub", "Mul", "Div"].map((op) => [op, [0, 1]])),
  ...Object.fromEntries(["Neg", "Exp", "Sigmoid", "Sqrt", "Sum"].map((op) => [op, [0]])),
};

/** A piece of memory: its size, and how often what lies in it is still to be read. */
interface Block {
  readonly bytes: number;
  uses: number;
}

class PlannedMemory {
  readonly #sizes: Sizes;
  /** How often each value is read. */
  readonly #reads = new Map<Value, number>();
  readonly #results: ReadonlySet<Value>;
  /** Where each value lies; what is fed or fetched lies with the caller. */
  readonly #blocks = new Map<Value, Block>();
  #bytes = 0;
  peakBytes = 0;

  constructor(order: readonly Node[], results: ReadonlySet<Value>, sizes: Sizes) {
    this.#sizes = sizes;
    this.#results = results;
    for (const { inputs } of order) {
      for (const input of inputs) if (input) this.#reads.set(input, (this.#reads.get(input) ?? 0) + 1);
    }
  }

  run(node: Node): void {
    for (const output of node.outputs) this.#place(node, output);
    this.peakBytes = Math.max(this.peakBytes, this.#bytes);
    for (const input of node.inputs) this.#release(input, 1);
    for (const output of node.outputs) this.#release(output, 0); // a result that nobody reads
  }

  #place({ op, inputs }: Node, output: Value): void {
    if (this.#results.has(output)) return; // the caller's memory
    const uses = this.#reads.get(output) ?? 0;
    const block = VIEWS.has(op) ? this.#blockOf(inputs[0]) : this.#overwritten(op, inputs, output);
    if (block !== undefined) {
      block.uses += uses;
      this.#blocks.set(output, block);
    } else if (!VIEWS.has(op)) {
      const made = { bytes: bytesOf(output, this.#sizes), uses };
      this.#blocks.set(output, made);
      this.#bytes += made.bytes;
    }
  }

  #overwritten(op: string, inputs: Node["inputs"], output: Value): Block | undefined {
    const bytes = bytesOf(output, this.#sizes);
    return (OVERWRITES[op] ?? [])
      .map((place) => this.#blockOf(inputs[place]))
      .find((block) => block?.uses === 1 && block.bytes === bytes);
  }

  #blockOf(value: Value | undefined): Block | undefined {
    return value && this.#blocks.get(value);
  }

  #release(value: Value | undefined, reads: number): void {
    const block = this.#blockOf(value);
    if (block === undefined) return;
    block.uses -= reads;
    if (block.uses > 0 || value === undefined) return;
    this.#blocks.delete(value);
    if (block.uses === 0) this.#bytes -= block.bytes;
    block.uses = -1; // freed once, whatever other names it has
  }
}
