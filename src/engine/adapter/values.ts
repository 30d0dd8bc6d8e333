import type { Graph, LowRank, Value } from "../graph/index.ts";
import { dropout } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { createRng } from "../random.ts";
import type { AdapterConfig } from "./config.ts";
import { adaptedWeights, adapterScale } from "./config.ts";

/**
 * Declares an adapter's matrices as inputs of a graph, named as in its file.
 *
 * @param dropoutRows [T, 1], the batch's noise (see `dropout`); undefined: nothing is dropped
 * @returns what the decoder adds, by the name of the weight that it is added to
 */
export function adapterInputs(
  graph: Graph,
  config: ModelConfig,
  adapter: AdapterConfig,
  dropoutRows?: Value,
): ReadonlyMap<string, LowRank> {
  const scale = adapterScale(adapter);
  return new Map(
    adaptedWeights(config, adapter).map(({ weight, a, b }, index) => {
      const side = { a: graph.input(a.name, a.shape), b: graph.input(b.name, b.shape), scale };
      if (dropoutRows === undefined) return [weight.name, side];
      const columns = columnNoise(graph, weight.shape[1] ?? 1, index);
      const drop = (x: Value): Value => dropout(graph, x, { rows: dropoutRows, columns }, adapter.dropout);
      return [weight.name, { ...side, drop }];
    }),
  );
}

/** The part of a layer's dropout noise that is the same in all batches: [1, I], another for each layer. */
function columnNoise(graph: Graph, inputs: number, index: number): Value {
  const rng = createRng(index);
  return graph.constant(
    [1, inputs],
    Float32Array.from({ length: inputs }, () => 0.5 + rng() / 2),
  );
}
