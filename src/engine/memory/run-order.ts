import type { Graph, Node } from "../graph/index.ts";
import { neededNodes } from "../graph/index.ts";
import type { Value } from "../graph/index.ts";

/**
 * The order in which ONNX Runtime runs a graph's nodes: it goes back from the nodes whose results no other node reads, the last
 * of them first, and along each node's inputs from the latest node to the earliest.
 *
 * @see `Graph::ReverseDFSFrom` in onnxruntime/core/graph/graph.cc
 */
export function runOrder(graph: Graph): readonly Node[] {
  const nodes = neededNodes(graph);
  const makers = new Map<Value, number>(nodes.flatMap((node, index) => node.outputs.map((output) => [output, index])));
  const sources = nodes.map(({ inputs }) => {
    const indices = inputs.flatMap((input) => (input === undefined ? [] : (makers.get(input) ?? [])));
    return [...new Set(indices)].toSorted((a, b) => a - b);
  });
  const isRead = new Set(sources.flat());
  const waiting = nodes.flatMap((_, index) => (isRead.has(index) ? [] : [{ index, isLeaving: false }]));
  const visited = new Set<number>();
  const order: Node[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { index, isLeaving } = next;
    if (isLeaving) order.push(...nodes.slice(index, index + 1));
    if (isLeaving || visited.has(index)) continue;
    visited.add(index);
    waiting.push({ index, isLeaving: true });
    for (const source of sources[index] ?? [])
      if (!visited.has(source)) waiting.push({ index: source, isLeaving: false });
  }
  return order;
}
