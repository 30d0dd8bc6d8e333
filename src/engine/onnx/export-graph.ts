import { concatNode, Graph, type Value } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { decoder, lmHead, parameterTable, rotaryTables } from "../model/index.ts";
import { freeAttention } from "./free-attention.ts";

/**
 * A decoder as an ONNX model of its own, with the inputs and outputs that transformers.js and Optimum expect: inputs `input_ids`
 * [B, C], `attention_mask` [B, S], `position_ids` [B, C], `past_key_values.I.key` and `.value` [B, K, S - C, N]; outputs
 * `logits` [B, C, V], `present.I.key` and `.value` [B, K, S, N]. Every size is free; the first call has an empty cache.
 *
 * @param weights are stored in the graph, not copied
 */
export function exportGraph(config: ModelConfig, weights: Weights): Graph {
  const graph = new Graph();
  const ids = graph.input("input_ids", ["B", "C"], "int64");
  const mask = graph.input("attention_mask", ["B", "S"], "int64");
  const positions = graph.input("position_ids", ["B", "C"], "int64");
  const batchAndTokens = graph.node({ op: "Shape", inputs: [ids] }, [2], "int64");
  const sizes = { batchAndTokens, tokens: axis(graph, batchAndTokens, 1), total: sizeOf(graph, mask, 1), mask };
  const attend = freeAttention(graph, config, sizes, (layer) => {
    const past = (part: string): Value =>
      graph.input(`past_key_values.${layer}.${part}`, ["B", config.kvHeads, "P", config.headDim]);
    return {
      key: past("key"),
      value: past("value"),
      keep: (part, present) => graph.output(`present.${layer}.${part}`, present),
    };
  });
  const inputs = {
    tokens: reshaped(graph, ids, [-1], ["T"]),
    positions: reshaped(graph, positions, [-1, 1], ["T", 1]),
    weights: storedWeights(graph, config, weights),
    rotaryTables: rotaryTables(graph, config, config.maxPositions),
  };
  const logits = lmHead(graph, config, inputs.weights, decoder(graph, config, inputs, attend)); // [T, V]
  const target = concatNode(graph, [batchAndTokens, graph.integers([config.vocabSize])], 0);
  graph.output("logits", graph.node({ op: "Reshape", inputs: [logits, target] }, ["B", "C", config.vocabSize]));
  return graph;
}

function storedWeights(graph: Graph, config: ModelConfig, weights: Weights): ReadonlyMap<string, Value> {
  return new Map(
    parameterTable(config).map(({ name, shape }) => {
      const elements = weights.get(name);
      if (elements === undefined) throw new RangeError(`the weights lack ${name}; give every tensor of parameterTable`);
      return [name, graph.constant(shape, elements, name)];
    }),
  );
}

/** int64 scalar: the size of one axis. */
const sizeOf = (graph: Graph, x: Value, of: number): Value =>
  axis(graph, graph.node({ op: "Shape", inputs: [x] }, [x.shape.length], "int64"), of);

const axis = (graph: Graph, sizes: Value, index: number): Value =>
  graph.node({ op: "Gather", inputs: [sizes, graph.integer(index)], attributes: { axis: 0 } }, [], "int64");

const reshaped = (graph: Graph, x: Value, target: readonly number[], shape: Value["shape"]): Value =>
  graph.node({ op: "Reshape", inputs: [x, graph.integers(target)] }, shape, x.type);
