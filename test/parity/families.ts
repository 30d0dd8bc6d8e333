/** A small model with random weights, as transformers makes it. */
export interface FamilySpec {
  readonly name: string;
  /** The class of transformers whose configuration takes `config`. */
  readonly architecture: "Llama" | "Mistral" | "Qwen2" | "Qwen3" | "SmolLM3";
  /** Beside those of `smallSizes`, in transformers 5's spelling. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Whether config.json is rewritten as transformers 4 spelt it: `rope_theta`, `rope_scaling` with `type`. */
  readonly oldSpelling?: boolean;
}

/** Sizes of every model, unless it says otherwise. Rows are longer than every window and every original length below. */
export const smallSizes = {
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 97,
  max_position_embeddings: 256,
  tie_word_embeddings: false,
  rms_norm_eps: 1e-5,
};

const llama3Rope = { rope_type: "llama3", factor: 8, low_freq_factor: 1, high_freq_factor: 4 };
const originally = { original_max_position_embeddings: 48 };

/** Every family that the engine reads, with each of its switches at least once. A new architecture is a new row. */
export const families: readonly FamilySpec[] = [
  { name: "Llama 2", architecture: "Llama", config: { num_key_value_heads: 4 }, oldSpelling: true },
  { name: "Llama 3", architecture: "Llama", config: { rope_parameters: { rope_type: "default", rope_theta: 5e5 } } },
  {
    name: "Llama 3.1",
    architecture: "Llama",
    config: { rope_parameters: { ...llama3Rope, ...originally, rope_theta: 5e5 } },
    oldSpelling: true,
  },
  {
    name: "Llama 3.2",
    architecture: "Llama",
    config: {
      tie_word_embeddings: true,
      head_dim: 16,
      rope_parameters: { ...llama3Rope, ...originally, factor: 32, rope_theta: 5e5 },
    },
  },
  {
    name: "SmolLM2",
    architecture: "Llama",
    config: {
      hidden_size: 36,
      num_attention_heads: 3,
      num_key_value_heads: 1,
      vocab_size: 600, // large vocabularies take another way to the embedding's gradient
      tie_word_embeddings: true,
      rope_parameters: { rope_type: "default", rope_theta: 1e5 },
    },
    oldSpelling: true,
  },
  {
    name: "SmolLM3, window",
    architecture: "SmolLM3",
    config: {
      num_hidden_layers: 3,
      no_rope_layer_interval: 2,
      use_sliding_window: true,
      sliding_window: 24,
      tie_word_embeddings: true,
      pad_token_id: null,
    },
  },
  {
    name: "Llama, linear rope, biases",
    architecture: "Llama",
    config: {
      attention_bias: true,
      mlp_bias: true,
      rope_parameters: { rope_type: "linear", factor: 4, rope_theta: 1e4 },
    },
    oldSpelling: true,
  },
  {
    name: "Llama, dynamic rope",
    architecture: "Llama",
    config: { rope_parameters: { rope_type: "dynamic", factor: 2, rope_theta: 1e4 } },
  },
  { name: "Mistral v0.1, window", architecture: "Mistral", config: { sliding_window: 16 }, oldSpelling: true },
  {
    name: "Mistral v0.3",
    architecture: "Mistral",
    config: { sliding_window: null, head_dim: 12, rope_parameters: { rope_type: "default", rope_theta: 1e6 } },
  },
  {
    name: "Qwen2",
    architecture: "Qwen2",
    config: { tie_word_embeddings: true, num_key_value_heads: 1 },
    oldSpelling: true,
  },
  {
    name: "Qwen2, window from layer 1",
    architecture: "Qwen2",
    config: { num_hidden_layers: 3, use_sliding_window: true, sliding_window: 40, max_window_layers: 1 },
  },
  {
    name: "Qwen2.5, YaRN",
    architecture: "Qwen2",
    config: { rope_parameters: { rope_type: "yarn", factor: 4, rope_theta: 1e6, ...originally } },
    oldSpelling: true,
  },
  { name: "Qwen3", architecture: "Qwen3", config: { tie_word_embeddings: true, head_dim: 16 } },
  {
    name: "Qwen3, biases, window",
    architecture: "Qwen3",
    config: {
      head_dim: 8,
      attention_bias: true,
      use_sliding_window: true,
      sliding_window: 7,
      max_window_layers: 0,
      rope_parameters: { rope_type: "yarn", factor: 4, rope_theta: 1e6, ...originally, truncate: false, beta_fast: 8 },
    },
  },
];
