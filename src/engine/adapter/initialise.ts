import type { ModelConfig, Weights } from "../model/index.ts";
import { createRng } from "../random.ts";
import type { AdapterConfig } from "./config.ts";
import { adaptedWeights } from "./config.ts";

/**
 * An adapter that changes nothing yet, as PEFT begins one: A uniform in +-1 / sqrt(I) (He et al.'s initialisation with
 * a = sqrt(5)), B zero.
 * The same seed gives the same bytes.
 */
export function initialiseAdapter(config: ModelConfig, adapter: AdapterConfig): Weights {
  const rng = createRng(adapter.seed);
  return new Map(
    adaptedWeights(config, adapter).flatMap(({ a, b }) => {
      const [rank = 0, inputs = 1] = a.shape;
      const most = 1 / Math.sqrt(inputs);
      const elements = Float32Array.from({ length: rank * inputs }, () => most * (2 * rng() - 1));
      return [
        [a.name, elements],
        [b.name, new Float32Array((b.shape[0] ?? 0) * rank)],
      ] as const;
    }),
  );
}
