import type { ModelConfig } from "../../src/engine/index.ts";

/** A model's sizes as transformers' LlamaConfig names them. */
export function peerConfig(config: ModelConfig) {
  return {
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabSize,
    max_position_embeddings: config.maxPositions,
    tie_word_embeddings: config.tieEmbeddings,
  };
}
