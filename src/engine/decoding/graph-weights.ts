import type { Graph, QuantizedMatrix } from "../graph/index.ts";
import type { ModelConfig, Parameter, QuantizedWeights, Weights, WeightValues } from "../model/index.ts";
import { embeddingName, parameterTable, weightInputs } from "../model/index.ts";
import { BLOCK_SIZE, quantize } from "./quantize.ts";

/** Where a graph has its weights: in the caller's memory, in the graph, or in the graph with the matrices in bytes. */
export type WeightStorage = "fed" | "stored" | "bytes";

/** The source of a graph's weights. */
export type WeightSource = "fed" | { readonly weights: Weights; readonly storage: Exclude<WeightStorage, "fed"> };

/** The weights in a graph. */
export interface GraphWeights {
  readonly values: WeightValues;
  /** Matrices that take the place of some, or for the output layer stand beside the embedding. */
  readonly quantized?: QuantizedWeights;
}

/** Declares a model's weights in a graph. */
export function declareWeights(graph: Graph, config: ModelConfig, source: WeightSource): GraphWeights {
  if (source === "fed") return { values: weightInputs(graph, config) };
  const { weights, storage } = source;
  const table = parameterTable(config);
  const isQuantized = ({ name, shape }: Parameter): boolean =>
    storage === "bytes" && shape.length === 2 && (name !== embeddingName || config.tieEmbeddings);
  const store = ({ name, shape }: Parameter) => [name, graph.constant(shape, elementsOf(weights, name))] as const;
  // The embedding itself is looked up in full: a look-up reads only the tokens' rows.
  const stored = table.filter((parameter) => !isQuantized(parameter) || parameter.name === embeddingName);
  const values = new Map(stored.map(store));
  if (storage === "stored") return { values };
  const quantized = table.filter(isQuantized).map(({ name, shape: [, columns = 1] }) => {
    return [name, storeQuantized(graph, elementsOf(weights, name), columns)] as const;
  });
  return { values, quantized: new Map(quantized) };
}

function storeQuantized(graph: Graph, elements: Float32Array, inputs: number): QuantizedMatrix {
  const { packed, scales, blocks } = quantize(elements, inputs);
  const outputs = elements.length / inputs;
  return {
    packed: graph.constant([outputs, blocks, BLOCK_SIZE], packed),
    scales: graph.constant([outputs * blocks], scales),
    blockSize: BLOCK_SIZE,
    inputs,
  };
}

/** @throws RangeError naming the tensor that is missing */
export function elementsOf(weights: Weights, name: string): Float32Array<ArrayBuffer> {
  const elements = weights.get(name);
  if (elements === undefined) throw new RangeError(`the weights lack ${name}; give every tensor of parameterTable`);
  return elements;
}
