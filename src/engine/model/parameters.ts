import type { ModelConfig } from "./config.ts";

/** One trainable tensor of a model. */
export interface Parameter {
  /** Hugging Face's name, such as `model.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay applies: to matrices, not to the gains of norms nor to biases. */
  readonly decayed: boolean;
}

/** Hugging Face's names of the tensors outside the layers. */
export const embeddingName = "model.embed_tokens.weight";
/** The gain of the last norm. */
export const finalNormName = "model.norm.weight";
/** The output layer, where it is not the embedding itself. */
export const lmHeadName = "lm_head.weight";

/** The tensors of layer `layer`, by their role; a model has those of `layerTable` alone. */
export function layerNames(layer: number) {
  const prefix = `model.layers.${layer}`;
  return {
    inputNorm: `${prefix}.input_layernorm.weight`,
    query: `${prefix}.self_attn.q_proj.weight`,
    queryBias: `${prefix}.self_attn.q_proj.bias`,
    queryNorm: `${prefix}.self_attn.q_norm.weight`,
    key: `${prefix}.self_attn.k_proj.weight`,
    keyBias: `${prefix}.self_attn.k_proj.bias`,
    keyNorm: `${prefix}.self_attn.k_norm.weight`,
    value: `${prefix}.self_attn.v_proj.weight`,
    valueBias: `${prefix}.self_attn.v_proj.bias`,
    output: `${prefix}.self_attn.o_proj.weight`,
    outputBias: `${prefix}.self_attn.o_proj.bias`,
    postAttentionNorm: `${prefix}.post_attention_layernorm.weight`,
    gate: `${prefix}.mlp.gate_proj.weight`,
    gateBias: `${prefix}.mlp.gate_proj.bias`,
    up: `${prefix}.mlp.up_proj.weight`,
    upBias: `${prefix}.mlp.up_proj.bias`,
    down: `${prefix}.mlp.down_proj.weight`,
    downBias: `${prefix}.mlp.down_proj.bias`,
  } as const;
}

const matrix = (name: string, rows: number, columns: number): Parameter => ({
  name,
  shape: [rows, columns],
  decayed: true,
});
/** A norm's gain or a bias. */
const vector = (name: string, length: number): Parameter => ({ name, shape: [length], decayed: false });

/** The tensors of one layer, in the order of its forward pass. */
export function layerTable(config: ModelConfig, layer: number): readonly Parameter[] {
  const { hiddenSize: d, intermediateSize: f, headDim: n } = config;
  const names = layerNames(layer);
  const [queryWidth, keyWidth] = [config.heads * n, config.kvHeads * n];
  const vectorIf = (isThere: boolean | undefined, name: string, length: number): readonly Parameter[] =>
    isThere === true ? [vector(name, length)] : [];
  return [
    vector(names.inputNorm, d),
    matrix(names.query, queryWidth, d),
    ...vectorIf(config.queryKeyValueBias, names.queryBias, queryWidth),
    ...vectorIf(config.queryKeyNorm, names.queryNorm, n),
    matrix(names.key, keyWidth, d),
    ...vectorIf(config.queryKeyValueBias, names.keyBias, keyWidth),
    ...vectorIf(config.queryKeyNorm, names.keyNorm, n),
    matrix(names.value, keyWidth, d),
    ...vectorIf(config.queryKeyValueBias, names.valueBias, keyWidth),
    matrix(names.output, d, queryWidth),
    ...vectorIf(config.attentionOutputBias, names.outputBias, d),
    vector(names.postAttentionNorm, d),
    matrix(names.gate, f, d),
    ...vectorIf(config.mlpBias, names.gateBias, f),
    matrix(names.up, f, d),
    ...vectorIf(config.mlpBias, names.upBias, f),
    matrix(names.down, d, f),
    ...vectorIf(config.mlpBias, names.downBias, d),
  ];
}

/** Every trainable tensor of a model, in the order of its forward pass. */
export function parameterTable(config: ModelConfig): readonly Parameter[] {
  const { hiddenSize: d, vocabSize: v } = config;
  const layers = Array.from({ length: config.layers }, (_, layer) => layerTable(config, layer));
  const head = config.tieEmbeddings ? [] : [matrix(lmHeadName, v, d)];
  return [matrix(embeddingName, v, d), ...layers.flat(), vector(finalNormName, d), ...head];
}

/** The number of trainable elements of a model. */
export function parameterCount(config: ModelConfig): number {
  return parameterTable(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
