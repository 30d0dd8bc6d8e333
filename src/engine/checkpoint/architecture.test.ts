import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import { parameterCount } from "../model/index.ts";
import { modelConfigJson, parseModelConfig } from "./index.ts";

const config = { ...tinyConfig, ropeTheta: 5000 };
const llama = modelConfigJson(config, [2]);
const mistral = { ...llama, architectures: ["MistralForCausalLM"], max_position_embeddings: 32_768 };
const qwen2 = { ...llama, architectures: ["Qwen2ForCausalLM"] };
type Json = Readonly<Record<string, unknown>>;
const qwen3: Json = { ...llama, architectures: ["Qwen3ForCausalLM"] };

test("written by us parses to the same model, and only a plain Llama is written", () => {
  expect(parseModelConfig(llama)).toEqual(config);
  expect(() => modelConfigJson({ ...config, mlpBias: true }, [2])).toThrow("a plain Llama, got one with mlpBias");
});

describe("an architecture has the parts that transformers gives it", () => {
  test("Qwen 2 has biases of queries, keys and values", () =>
    expect(parseModelConfig(qwen2)).toEqual({ ...config, queryKeyValueBias: true }));

  test("Qwen 3 has norms of queries and keys, and heads of 128 unless told otherwise", () => {
    const { head_dim: _, ...rest } = qwen3;
    expect(parseModelConfig(rest)).toEqual({ ...config, queryKeyNorm: true, headDim: 128 });
  });

  test("Llama and Qwen 3 have the biases of attention_bias, the output's too; Llama has those of mlp_bias", () => {
    const biased = { queryKeyValueBias: true, attentionOutputBias: true };
    expect(parseModelConfig({ ...qwen3, attention_bias: true })).toMatchObject(biased);
    expect(parseModelConfig({ ...llama, attention_bias: true, mlp_bias: true })).toMatchObject({ ...biased, mlpBias: true }); // prettier-ignore
  });

  test("SmolLM3 has layers without positions, every fourth unless told otherwise, and ties its embeddings", () => {
    const { tie_word_embeddings: _, ...smolLm3 }: Json = { ...llama, architectures: ["SmolLM3ForCausalLM"], num_hidden_layers: 8 }; // prettier-ignore
    const want = { ...config, layers: 8 };
    expect(parseModelConfig(smolLm3)).toEqual({ ...want, unplacedLayers: [3, 7] });
    const marks = [1, 0, 1, 0, 1, 0, 1, 1];
    expect(parseModelConfig({ ...smolLm3, no_rope_layers: marks }).unplacedLayers).toEqual([1, 3, 5]);
    expect(() => parseModelConfig({ ...smolLm3, no_rope_layers: [1] })).toThrow(
      "no_rope_layers must be 8 times 0 or 1",
    );
    expect(() => parseModelConfig({ ...smolLm3, use_sliding_window: true, sliding_window: 8 })).toThrow("layer_types");
  });

  test("without architectures the model_type decides", () => {
    const { architectures: _, ...rest } = qwen2;
    expect(parseModelConfig({ ...rest, model_type: "qwen3" }).queryKeyNorm).toBe(true);
  });
});

describe("the sliding window", () => {
  const layers = [0, 1];
  test("of a Mistral model that does not mention it is 4,096 tokens; null is none, as is one that no sequence outgrows", () => {
    expect(parseModelConfig(mistral).window).toEqual({ tokens: 4096, layers });
    expect(parseModelConfig({ ...mistral, sliding_window: null }).window).toBeUndefined();
    expect(parseModelConfig({ ...mistral, max_position_embeddings: 4096 }).window).toBeUndefined();
  });

  test("of a Qwen model is used only if it says so, and from layer max_window_layers on", () => {
    const windowed = { ...qwen2, sliding_window: 16, max_window_layers: 1 };
    expect(parseModelConfig(windowed).window).toBeUndefined();
    expect(parseModelConfig({ ...windowed, use_sliding_window: true }).window).toEqual({ tokens: 16, layers: [1] });
    const types = { use_sliding_window: true, layer_types: ["sliding_attention", "full_attention"] };
    expect(parseModelConfig({ ...windowed, ...types }).window).toEqual({ tokens: 16, layers: [0] });
    expect(parseModelConfig({ ...windowed, use_sliding_window: true, max_window_layers: 2 }).window).toBeUndefined();
  });
});

describe("the rotary embedding", () => {
  const original = { original_max_position_embeddings: 32 };
  const llama3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, ...original };
  test("of transformers 5 lies in rope_parameters, before in rope_theta and rope_scaling, whose kind may be called type", () => {
    const { rope_theta: _, ...rest } = llama;
    expect(parseModelConfig({ ...rest, rope_parameters: { rope_type: "default", rope_theta: 7 } }).ropeTheta).toBe(7);
    const want = { type: "llama3", factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions: 32 };
    const spellings = [
      { rope_parameters: { ...llama3, rope_type: "llama3", rope_theta: 5000 } },
      { rope_scaling: { ...llama3, rope_type: "llama3" } },
      { rope_scaling: { ...llama3, type: "llama3" }, rope_parameters: null },
    ];
    for (const spelling of spellings) expect(parseModelConfig({ ...llama, ...spelling })).toEqual({ ...config, ropeScaling: want }); // prettier-ignore
  });

  test("scaled dynamically is the plain one up to max_position_embeddings, beyond which nothing is read", () => {
    const dynamic = { ...llama, rope_scaling: { type: "dynamic", factor: 2 } };
    expect(parseModelConfig(dynamic)).toEqual(config);
  });

  test("stretched by a factor reaches further than a max_position_embeddings that is the unstretched length", () => {
    const reach = (rope: object): number => parseModelConfig({ ...llama, rope_scaling: rope }).maxPositions;
    expect(llama["max_position_embeddings"]).toBe(64);
    expect(reach({ type: "linear", factor: 4 })).toBe(256);
    expect(reach({ type: "yarn", factor: 4, original_max_position_embeddings: 64 })).toBe(256);
    expect(reach({ type: "yarn", factor: 2, original_max_position_embeddings: 32 })).toBe(64);
    expect(reach({ type: "dynamic", factor: 4 })).toBe(64);
  });

  test("scaled by YaRN has transformers' defaults: 0.1 ln(4) + 1 = 1.1386, 32 and 1", () => {
    const { ropeScaling } = parseModelConfig({ ...llama, rope_scaling: { rope_type: "yarn", factor: 4, ...original } });
    expect(ropeScaling).toMatchObject({ betaFast: 32, betaSlow: 1, originalPositions: 32, truncate: true });
    expect(ropeScaling).toHaveProperty("attentionFactor", expect.closeTo(1.1386, 4));
  });
});

describe("what would be computed wrongly is refused by field, with the wanted and the found", () => {
  test.each([
    [
      "architectures",
      ["GPT2LMHeadModel"],
      "LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM, SmolLM3ForCausalLM",
    ],
    ["architectures", ["Gemma2ForCausalLM"], 'got ["Gemma2ForCausalLM"]'],
    ["hidden_act", "gelu", '"silu"'],
    ["rope_scaling", { rope_type: "longrope", factor: 8 }, '"longrope"'],
    ["rope_scaling", { rope_type: "llama3", factor: 8 }, "low_freq_factor must be a number"],
    ["rope_scaling", { rope_type: "linear" }, "factor must be a number, got nothing"],
    ["rope_scaling", { rope_type: "default", partial_rotary_factor: 0.5 }, "partial_rotary_factor must be 1, got 0.5"],
    ["rope_scaling", { full_attention: { rope_type: "default" } }, "rope_scaling.full_attention must be absent"],
    ["quantization_config", { bits: 4 }, "absent"],
    ["attention_dropout", 0.1, "attention_dropout must be 0, got 0.1"],
    ["final_logit_softcapping", 30, "final_logit_softcapping must be absent, got 30"],
    ["sliding_window", 32, "null or at least max_position_embeddings (64)"],
    ["hidden_size", "16", "must be a number"],
    ["num_attention_heads", 5, "kvHeads"],
  ])("%s %j", (field, value, message) => {
    expect(() => parseModelConfig({ ...llama, [field]: value })).toThrow(message);
  });

  test.each([
    [mistral, { attention_bias: true }, "attention_bias must be false, got true"],
    [qwen2, { mlp_bias: true }, "mlp_bias must be false, got true"],
    [
      mistral,
      { layer_types: ["full_attention", "sliding_attention"] },
      "layer_types must be 2 times sliding_attention",
    ],
    [
      qwen2,
      { use_sliding_window: true, sliding_window: 8, layer_types: ["chunked_attention", "full_attention"] },
      "layer_types must be 2 times full_attention or sliding_attention",
    ],
  ])("of %# %j", (json, change, message) => {
    expect(() => parseModelConfig({ ...json, ...change })).toThrow(message);
  });
});

test("whatever its fields hold, a config.json is read or refused in words, and at once", () => {
  const fields =
    "architectures model_type hidden_size num_hidden_layers num_attention_heads num_key_value_heads head_dim vocab_size tie_word_embeddings " +
    "intermediate_size max_position_embeddings rms_norm_eps rope_theta rope_scaling rope_parameters sliding_window use_sliding_window " +
    "max_window_layers layer_types no_rope_layers no_rope_layer_interval attention_bias mlp_bias hidden_act";
  const names = ["LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM", "SmolLM3ForCausalLM"]; // prettier-ignore
  const rope = fc.record({ rope_type: fc.constantFrom("linear", "llama3", "yarn", "dynamic", "su", 3), factor: fc.jsonValue() }); // prettier-ignore
  const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 1e9, 1e308));
  const value = fc.oneof(fc.jsonValue(), number, rope, fc.constantFrom(true, null, ["sliding_attention"]));
  const change = fc.tuple(fc.constantFrom(...fields.split(" ")), value);
  const law = fc.property(fc.constantFrom(...names), fc.array(change, { maxLength: 4 }), (name, changes) => {
    try {
      const json = { ...llama, architectures: [name], use_sliding_window: true, ...Object.fromEntries(changes) };
      const parsed = parseModelConfig(JSON.parse(JSON.stringify(json)));
      expect(parsed.layers).toBeGreaterThan(0);
    } catch (error) {
      expect(["CheckpointError", "UnsupportedModelError", "ModelConfigError"]).toContain(
        error instanceof Error ? error.name : error,
      );
    }
  });
  fc.assert(law, { numRuns: 2000 });
});

/** Fields of published models, by their names there, with the number of parameters that their model cards give. */
const published = [
  ["Llama 2 7B", "Llama", 32_000, 4096, 11_008, 32, 32, { num_key_value_heads: 32 }, 6_738_415_616],
  ["Llama 3 8B", "Llama", 128_256, 4096, 14_336, 32, 32, { num_key_value_heads: 8, rope_theta: 5e5 }, 8_030_261_248],
  ["Llama 3.2 1B", "Llama", 128_256, 2048, 8192, 16, 32, { num_key_value_heads: 8, head_dim: 64, tie_word_embeddings: true }, 1_235_814_400],
  ["Mistral 7B v0.1", "Mistral", 32_000, 4096, 14_336, 32, 32, { num_key_value_heads: 8, sliding_window: 4096 }, 7_241_732_096],
  ["Mistral 7B v0.3", "Mistral", 32_768, 4096, 14_336, 32, 32, { num_key_value_heads: 8, sliding_window: null }, 7_248_023_552],
  ["Qwen2.5 0.5B", "Qwen2", 151_936, 896, 4864, 24, 14, { num_key_value_heads: 2, tie_word_embeddings: true }, 494_032_768],
  ["Qwen2.5 7B", "Qwen2", 152_064, 3584, 18_944, 28, 28, { num_key_value_heads: 4, use_sliding_window: false }, 7_615_616_512],
  ["Qwen3 0.6B", "Qwen3", 151_936, 1024, 3072, 28, 16, { num_key_value_heads: 8, head_dim: 128, tie_word_embeddings: true }, 596_049_920],
  ["SmolLM2 135M", "Llama", 49_152, 576, 1536, 30, 9, { num_key_value_heads: 3, tie_word_embeddings: true }, 134_515_008],
] as const; // prettier-ignore

test.each(published)(
  "%s has as many parameters as published",
  (_, name, vocab, width, inner, layers, heads, more, count) => {
    const config = parseModelConfig({
      architectures: [`${name}ForCausalLM`],
      vocab_size: vocab,
      hidden_size: width,
      intermediate_size: inner,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      max_position_embeddings: 32_768,
      ...more,
    });
    expect(parameterCount(config)).toBe(count);
  },
);
