import type { Graph, Node } from "./graph.ts";
import type { Value } from "./value.ts";

/**
 * The nodes that the results of a graph are made of, in their order. ONNX Runtime would run the others too: when prompts
 * are read, what the last layer does behind its keys and values.
 */
export function neededNodes(graph: Graph): readonly Node[] {
  const needed = new Set<Value>(graph.outputs.values());
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) {
      if (input) needed.add(input);
    }
  }
  return nodes.toReversed();
}
