import { Tensor } from "onnxruntime-node";
import type { Graph, Node } from "../graph.ts";
import { neededNodes } from "../needed-nodes.ts";
import { unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { Lowering, type LoweredInput } from "./lowering.ts";
import { rules } from "./rules.ts";

/** Tensors by the names of a graph's inputs. */
type Feeds = Readonly<Record<string, Tensor>>;

/** A graph of operators that the WebGPU provider has. */
export interface LoweredGraph {
  readonly graph: Graph;
  /** What its inputs are fed of the original graph's feeds, by the lowered graph's names. */
  readonly inputs: ReadonlyMap<string, LoweredInput>;
}

/** The operands of an operator that must be int64: shapes, axes, sizes, places. */
const wideOperands: Readonly<Record<string, readonly number[]>> = {
  Expand: [1],
  GatherND: [1],
  ReduceMean: [1],
  ReduceSum: [1],
  Reshape: [1],
  RotaryEmbedding: [1],
  ScatterND: [1],
  Slice: [1, 2, 3],
  Split: [1],
};

/**
 * Rewrites a graph in operators that onnxruntime-node's WebGPU provider computes, and computes rightly. The graph given stays
 * as it is; results have the same names, and the same numbers up to rounding.
 *
 * @param inPlace results that the caller has written over a tensor that is fed: each ends in a copy, for a WebGPU program may
 *   not read and write the same buffer; but for ScatterND, which writes what it changes and reads nothing of the rest
 */
export function lowerForWebGpu(graph: Graph, inPlace: ReadonlySet<string> = new Set()): LoweredGraph {
  const nodes = neededNodes(graph);
  const lowering = new Lowering(graph, nodes);
  for (const node of nodes) {
    const made = rules[node.op]?.(lowering, node) ?? copied(lowering, node);
    for (const [i, output] of node.outputs.entries()) {
      const value = made[i];
      if (value !== undefined) lowering.became(output, value);
    }
  }
  const scattered = new Set(nodes.filter(({ op }) => op === "ScatterND").flatMap(({ outputs }) => outputs));
  for (const [name, old] of graph.outputs) {
    const value = lowering.value(old);
    const mustEnd = inPlace.has(name) && !scattered.has(old);
    lowering.graph.output(name, mustEnd ? unary(lowering.graph, "Identity", value) : value);
  }
  return { graph: lowering.graph, inputs: lowering.inputs };
}

/** The same operator on what its operands have become. */
function copied(lowering: Lowering, { outputs, inputs, ...node }: Node): readonly Value[] {
  const wide = wideOperands[node.op] ?? [];
  const operands = inputs.map((old, i) => old && (wide.includes(i) ? lowering.wide(old) : lowering.value(old)));
  const [first] = outputs;
  const type = first?.type === "int64" ? "int32" : first?.type;
  return lowering.graph.nodeList(
    { ...node, inputs: operands },
    outputs.map(({ shape }) => shape),
    type,
  );
}

/**
 * The feeds of a lowered graph, from those of the original.
 *
 * @throws RangeError if a whole number does not fit 32 bits
 */
export function loweredFeeds({ inputs }: Pick<LoweredGraph, "inputs">, feeds: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    [...inputs].map(([name, { from, type }]) => {
      const feed = feeds[from];
      if (feed === undefined) throw new RangeError(`the graph's input ${from} must be fed`);
      return [name, type === "int32" ? narrowed(from, feed) : feed];
    }),
  );
}

function narrowed(name: string, feed: Tensor): Tensor {
  if (!(feed.data instanceof BigInt64Array)) return feed;
  const elements = Int32Array.from(feed.data, Number);
  for (const [i, element] of feed.data.entries()) {
    if (BigInt(elements[i] ?? 0) !== element) throw new RangeError(`${name} holds ${element}, beyond 32 bits`);
  }
  return new Tensor("int32", elements, feed.dims);
}
