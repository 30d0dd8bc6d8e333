import { createRng } from "../src/engine/random.ts";
import type { ModelConfig, Weights } from "../src/engine/model/index.ts";
import { initialise } from "../src/engine/model/index.ts";

/** A tiny model with two layers, two query heads per key head, and heads wider than hiddenSize / heads. */
export const tinyConfig: ModelConfig = {
  hiddenSize: 8,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 4,
  intermediateSize: 12,
  vocabSize: 11,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 64,
};

/** Random weights far from their usual start, gains included, so that every gradient is large enough to compare. */
export function wildWeights(config: ModelConfig, seed: number): Weights {
  const rng = createRng(seed + 1000);
  const weights = initialise(config, seed);
  for (const elements of weights.values()) {
    for (let i = 0; i < elements.length; i++) elements[i] = (elements[i] ?? 0) + 0.6 * (rng() - 0.5);
  }
  return weights;
}
