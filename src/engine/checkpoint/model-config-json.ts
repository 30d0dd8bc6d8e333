import type { ModelConfig } from "../model/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import type { Json } from "./json-fields.ts";

/** The parts that a plain Llama model lacks. */
const BEYOND_LLAMA = ["queryKeyValueBias", "attentionOutputBias", "mlpBias", "queryKeyNorm", "window", "unplacedLayers", "ropeScaling"] as const; // prettier-ignore

/**
 * The config.json of a new model, as transformers reads it: a plain Llama. Models that were read keep the file they came
 * with.
 *
 * @param endOfTurnIds the first is the model's `eos_token_id`
 * @throws CheckpointError if the model has a part that a plain Llama lacks
 */
export function modelConfigJson(config: ModelConfig, endOfTurnIds: readonly number[]): Json {
  const part = BEYOND_LLAMA.find((field) => config[field] !== undefined);
  if (part !== undefined) {
    throw new CheckpointError(`a new model must be a plain Llama, got one with ${part}; keep the config.json it came with`); // prettier-ignore
  }
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabSize,
    max_position_embeddings: config.maxPositions,
    rope_theta: config.ropeTheta,
    rms_norm_eps: config.rmsNormEps,
    tie_word_embeddings: config.tieEmbeddings,
    hidden_act: "silu",
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: null,
    eos_token_id: endOfTurnIds[0] ?? null,
    torch_dtype: "float32",
  };
}
