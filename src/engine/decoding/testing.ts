import type { ModelConfig } from "../model/index.ts";

/** The smallest model that samples: for tests of who is sampled when, and in what room. */
export const tinyConfig: ModelConfig = {
  hiddenSize: 8,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headDim: 4,
  intermediateSize: 8,
  vocabSize: 20,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 4_000,
};
