import { compile, gemm, Graph, runInto, tensor } from "../graph/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import type { AdaptedWeight, AdapterConfig } from "./config.ts";
import { adaptedWeights, AdapterError, adapterScale } from "./config.ts";

/** An adapter with its trained matrices, by PEFT's names. */
export interface Adapter {
  readonly config: AdapterConfig;
  readonly weights: Weights;
}

/**
 * Adds scale * B A to each adapted weight, in place: the model then computes what model and adapter computed together, at no
 * further cost.
 *
 * @throws AdapterError if a matrix is missing
 */
export async function mergeAdapter(
  config: ModelConfig,
  weights: Weights,
  adapter: Adapter,
  threads: number,
): Promise<void> {
  const byShape = Map.groupBy(adaptedWeights(config, adapter.config), ({ weight }) => weight.shape.join());
  for (const alike of byShape.values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const session = await compile(mergeGraph(first, adapterScale(adapter.config)), { threads });
    for (const { weight, a, b } of alike) {
      const merged = tensor(required(weights, weight.name), weight.shape);
      const thin = {
        a: tensor(required(adapter.weights, a.name), a.shape),
        b: tensor(required(adapter.weights, b.name), b.shape),
      };
      await runInto(session, { weight: merged, ...thin }, { merged }); // the sum takes the weight's place: its one reader writes it
    }
    await session.release();
  }
}

/** weight + scale * b a, for weights of one shape. */
function mergeGraph({ weight, a, b }: AdaptedWeight, scale: number): Graph {
  const graph = new Graph();
  const [thinA, thinB] = [graph.input("a", a.shape), graph.input("b", b.shape)];
  graph.output("merged", gemm(graph, thinB, thinA, { scale, plus: graph.input("weight", weight.shape) }));
  return graph;
}

function required(weights: Weights, name: string): Float32Array<ArrayBuffer> {
  const elements = weights.get(name);
  if (elements === undefined) throw new AdapterError(`${name} is missing: adapter and model cannot be merged`);
  return elements;
}
