import type { ModelConfig } from "./config.ts";

/** One trainable tensor of a model. */
export interface Parameter {
  /** Hugging Face's name, such as `model.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay applies: to matrices, not to the gains of norms. */
  readonly decayed: boolean;
}

/** Hugging Face's names of the tensors outside the layers. */
export const embeddingName = "model.embed_tokens.weight";
/** The gain of the last norm. */
export const finalNormName = "model.norm.weight";
/** The output layer, where it is not the embedding itself. */
export const lmHeadName = "lm_head.weight";

/** The tensors of layer `layer`, by their role. */
export function layerNames(layer: number) {
  const prefix = `model.layers.${layer}`;
  return {
    inputNorm: `${prefix}.input_layernorm.weight`,
    query: `${prefix}.self_attn.q_proj.weight`,
    key: `${prefix}.self_attn.k_proj.weight`,
    value: `${prefix}.self_attn.v_proj.weight`,
    output: `${prefix}.self_attn.o_proj.weight`,
    postAttentionNorm: `${prefix}.post_attention_layernorm.weight`,
    gate: `${prefix}.mlp.gate_proj.weight`,
    up: `${prefix}.mlp.up_proj.weight`,
    down: `${prefix}.mlp.down_proj.weight`,
  } as const;
}

/** Every trainable tensor of a model, in the order of its forward pass. */
export function parameterTable(config: ModelConfig): readonly Parameter[] {
  const { hiddenSize: d, intermediateSize: f, vocabSize: v } = config;
  const queryWidth = config.heads * config.headDim;
  const keyWidth = config.kvHeads * config.headDim;
  const matrix = (name: string, rows: number, columns: number): Parameter => ({
    name,
    shape: [rows, columns],
    decayed: true,
  });
  const gain = (name: string): Parameter => ({ name, shape: [d], decayed: false });
  const layers = Array.from({ length: config.layers }, (_, layer) => {
    const names = layerNames(layer);
    return [
      gain(names.inputNorm),
      matrix(names.query, queryWidth, d),
      matrix(names.key, keyWidth, d),
      matrix(names.value, keyWidth, d),
      matrix(names.output, d, queryWidth),
      gain(names.postAttentionNorm),
      matrix(names.gate, f, d),
      matrix(names.up, f, d),
      matrix(names.down, d, f),
    ];
  });
  const head = config.tieEmbeddings ? [] : [matrix(lmHeadName, v, d)];
  return [matrix(embeddingName, v, d), ...layers.flat(), gain(finalNormName), ...head];
}

/** The number of trainable elements of a model. */
export function parameterCount(config: ModelConfig): number {
  return parameterTable(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
