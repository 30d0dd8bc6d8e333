import type { RopeScaling } from "./rope-scaling.ts";
import { ModelConfigError } from "../errors.ts";

export { ModelConfigError };

/** Sliding-window attention. */
export interface AttentionWindow {
  /** A token sees at most so many tokens of its sequence, the latest ones, itself included. */
  readonly tokens: number;
  /** The layers that have the window, counted from 0; the others see everything. */
  readonly layers: readonly number[];
}

/** The settings that distinguish one decoder of the Llama family from another. A part that is absent is one that the model lacks. */
export interface ModelConfig {
  /** D, the width of the residual stream. */
  readonly hiddenSize: number;
  readonly layers: number;
  /** H, query heads. */
  readonly heads: number;
  /** K, key and value heads; heads / kvHeads query heads share one. */
  readonly kvHeads: number;
  /** N, elements of one head. */
  readonly headDim: number;
  /** F, the width of the feed-forward layer. */
  readonly intermediateSize: number;
  /** V, tokens in the vocabulary. */
  readonly vocabSize: number;
  /** Base of the rotary frequencies. */
  readonly ropeTheta: number;
  readonly rmsNormEps: number;
  /** Whether the output layer is the embedding itself. */
  readonly tieEmbeddings: boolean;
  /** Longest sequence that the model may see, in tokens. */
  readonly maxPositions: number;
  /** Whether queries, keys and values have a bias (Qwen 2). */
  readonly queryKeyValueBias?: boolean;
  /** Whether the attention's output has a bias. */
  readonly attentionOutputBias?: boolean;
  /** Whether the three matrices of the feed-forward layer have biases. */
  readonly mlpBias?: boolean;
  /** Whether each head's query and key is normalised before its position is turned in (Qwen 3). */
  readonly queryKeyNorm?: boolean;
  /** Absent also where the window is no shorter than `maxPositions`. */
  readonly window?: AttentionWindow;
  /** Layers whose queries and keys bear no position (SmolLM3), counted from 0. */
  readonly unplacedLayers?: readonly number[];
  /** How the rotary frequencies were stretched to reach longer sequences. */
  readonly ropeScaling?: RopeScaling;
}

/**
 * Checks that the sizes of a model fit each other.
 *
 * @returns the same configuration
 * @throws ModelConfigError naming the field, what is wanted and what it got
 */
export function checkModelConfig(config: ModelConfig): ModelConfig {
  const sizes = [
    "hiddenSize",
    "layers",
    "heads",
    "kvHeads",
    "headDim",
    "intermediateSize",
    "vocabSize",
    "maxPositions",
  ] as const;
  for (const field of sizes) {
    const size = config[field];
    if (!Number.isInteger(size) || size < 1)
      throw new ModelConfigError(`model.${field} must be a whole number >= 1, got ${size}`);
  }
  if (config.headDim % 2 === 1)
    throw new ModelConfigError(`model.headDim must be even (rotary pairs), got ${config.headDim}`);
  if (config.heads % config.kvHeads !== 0) {
    throw new ModelConfigError(`model.heads must be a multiple of kvHeads ${config.kvHeads}, got ${config.heads}`);
  }
  if (!(config.rmsNormEps > 0)) throw new ModelConfigError(`model.rmsNormEps must be > 0, got ${config.rmsNormEps}`);
  if (!(config.ropeTheta > 1)) throw new ModelConfigError(`model.ropeTheta must be > 1, got ${config.ropeTheta}`);
  checkWindow(config);
  checkLayers("unplacedLayers", config.unplacedLayers ?? [], config.layers);
  return config;
}

function checkWindow({ window, layers }: ModelConfig): void {
  if (window === undefined) return;
  if (!Number.isInteger(window.tokens) || window.tokens < 1)
    throw new ModelConfigError(`model.window.tokens must be a whole number >= 1, got ${window.tokens}`);
  checkLayers("window.layers", window.layers, layers);
}

function checkLayers(field: string, chosen: readonly number[], layers: number): void {
  const wrong = chosen.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= layers);
  if (wrong === undefined) return;
  throw new ModelConfigError(`model.${field} must be layers from 0 to ${layers - 1}, got ${wrong}`);
}
