import type { ModelConfig } from "../../engine/index.ts";

/** Work of one size to measure: a model, training steps and decoding. */
export interface BenchShape {
  readonly name: string;
  readonly config: ModelConfig;
  readonly train: { readonly rows: number; readonly tokensPerRow: number };
  readonly decode: { readonly promptTokens: number; readonly newTokens: number; readonly batches: readonly number[] };
  readonly rollouts: RolloutShape;
}

/** Rollouts to measure: the problem, then attempts with an introspection prompt behind each, all of them in view. */
export interface RolloutShape {
  readonly chats: number;
  readonly problemTokens: number;
  readonly attemptTokens: number;
  readonly introspectionTokens: number;
}

const shared = { ropeTheta: 10_000, rmsNormEps: 1e-5, tieEmbeddings: true, maxPositions: 2048 } as const;

/** The shapes by name: about the size of the quickstart's models, and SmolLM2-135M's; the last shows only that it runs. */
export const benchShapes: readonly BenchShape[] = [
  {
    name: "5M",
    config: {
      ...shared,
      hiddenSize: 256,
      layers: 6,
      heads: 4,
      kvHeads: 4,
      headDim: 64,
      intermediateSize: 683,
      vocabSize: 64,
    },
    train: { rows: 32, tokensPerRow: 192 },
    decode: { promptTokens: 16, newTokens: 128, batches: [1, 16, 64, 128] },
    rollouts: { chats: 96, problemTokens: 64, attemptTokens: 64, introspectionTokens: 32 },
  },
  {
    name: "135M",
    config: {
      ...shared,
      hiddenSize: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headDim: 64,
      intermediateSize: 1536,
      vocabSize: 49_152,
    },
    train: { rows: 4, tokensPerRow: 512 },
    decode: { promptTokens: 16, newTokens: 32, batches: [1, 16, 64] },
    rollouts: { chats: 32, problemTokens: 112, attemptTokens: 96, introspectionTokens: 64 },
  },
  {
    name: "tiny",
    config: {
      ...shared,
      hiddenSize: 32,
      layers: 2,
      heads: 2,
      kvHeads: 2,
      headDim: 16,
      intermediateSize: 64,
      vocabSize: 64,
    },
    train: { rows: 4, tokensPerRow: 32 },
    decode: { promptTokens: 16, newTokens: 8, batches: [1, 4] },
    rollouts: { chats: 4, problemTokens: 16, attemptTokens: 8, introspectionTokens: 8 },
  },
];

/** The shapes whose speed means something: what `--shape all` measures. */
export const measuredShapes: readonly string[] = benchShapes.map(({ name }) => name).filter((name) => name !== "tiny");
