import type { ModelConfig } from "../model/index.ts";
import { checkModelConfig } from "../model/index.ts";
import { UnsupportedModelError } from "./checkpoint-error.ts";
import { CONFIG_FILE, requireOneOf, unsupported } from "./config-fields.ts";
import type { Json } from "./json-fields.ts";
import { numberField } from "./json-fields.ts";
import { parseRope } from "./rope-fields.ts";
import { parseWindow, type WindowRule } from "./window-fields.ts";

/** How one architecture differs from the others: what it computes, and what transformers assumes where config.json is silent. */
interface Architecture {
  readonly modelType: string;
  readonly maxPositions: number;
  /** undefined: as many as query heads */
  readonly kvHeads: number | undefined;
  /** undefined: hiddenSize / heads */
  readonly headDim: number | undefined;
  readonly window: WindowRule;
  /** "configured" by `attention_bias`: queries, keys, values and the output alike. */
  readonly attentionBias: "never" | "configured" | "queryKeyValue";
  readonly mlpBias: "never" | "configured";
  readonly queryKeyNorm: boolean;
  /** Whether some layers' queries and keys bear no position. */
  readonly hasUnplaced: boolean;
  readonly tieEmbeddings: boolean;
}

const llama: Architecture = {
  modelType: "llama",
  maxPositions: 2048,
  kvHeads: undefined,
  headDim: undefined,
  window: "never",
  attentionBias: "configured",
  mlpBias: "configured",
  queryKeyNorm: false,
  hasUnplaced: false,
  tieEmbeddings: false,
};
const mistral: Architecture = {
  ...llama,
  modelType: "mistral",
  maxPositions: 131_072,
  kvHeads: 8,
  window: "always",
  attentionBias: "never",
  mlpBias: "never",
};
const qwen2: Architecture = {
  ...llama,
  modelType: "qwen2",
  maxPositions: 32_768,
  kvHeads: 32,
  window: "configured",
  attentionBias: "queryKeyValue",
  mlpBias: "never",
};
const qwen3: Architecture = {
  ...qwen2,
  modelType: "qwen3",
  headDim: 128,
  attentionBias: "configured",
  queryKeyNorm: true,
};

const smolLm3: Architecture = {
  ...llama,
  modelType: "smollm3",
  maxPositions: 32_768,
  kvHeads: 4,
  window: "listed",
  hasUnplaced: true,
  tieEmbeddings: true,
};

/** The closed list: another architecture computes other numbers from the same weights. */
const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ["LlamaForCausalLM", llama],
  ["MistralForCausalLM", mistral],
  ["Qwen2ForCausalLM", qwen2],
  ["Qwen3ForCausalLM", qwen3],
  ["SmolLM3ForCausalLM", smolLm3],
]);

/** Far more than any model has; a damaged file must not make us count to a billion. */
const MOST_LAYERS = 10_000;

/** Fields that change a model's numbers, with the only values that the engine computes. */
const FIXED_FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  hidden_act: ["silu"],
  partial_rotary_factor: [1],
  quantization_config: [],
  attention_dropout: [0],
  final_logit_softcapping: [],
  attn_logit_softcapping: [],
};

/**
 * Reads a Hugging Face config.json.
 *
 * @throws CheckpointError for an architecture that is not on the list, and for a field whose value the engine would
 *   silently compute wrongly; both name the field, the wanted and the found
 */
export function parseModelConfig(json: Json): ModelConfig {
  const architecture = findArchitecture(json);
  for (const [field, allowed] of Object.entries(FIXED_FIELDS)) requireOneOf(json, field, allowed);
  const hiddenSize = numberField(json, "hidden_size", CONFIG_FILE);
  const heads = numberField(json, "num_attention_heads", CONFIG_FILE);
  const kvHeads = json["num_key_value_heads"] === null ? heads : (architecture.kvHeads ?? heads);
  const layers = numberField(json, "num_hidden_layers", CONFIG_FILE);
  if (layers > MOST_LAYERS) throw unsupported("num_hidden_layers", `at most ${MOST_LAYERS}`, layers);
  const positions = numberField(json, "max_position_embeddings", CONFIG_FILE, architecture.maxPositions);
  const { ropeTheta, ropeScaling, maxPositions } = parseRope(json, positions);
  // In this order: the digest of a model is taken over its configuration as written down.
  return checkModelConfig({
    hiddenSize,
    layers,
    heads,
    kvHeads: numberField(json, "num_key_value_heads", CONFIG_FILE, kvHeads),
    headDim: numberField(json, "head_dim", CONFIG_FILE, architecture.headDim ?? hiddenSize / heads),
    intermediateSize: numberField(json, "intermediate_size", CONFIG_FILE),
    vocabSize: numberField(json, "vocab_size", CONFIG_FILE),
    ropeTheta,
    rmsNormEps: numberField(json, "rms_norm_eps", CONFIG_FILE, 1e-6),
    tieEmbeddings: (json["tie_word_embeddings"] ?? architecture.tieEmbeddings) === true,
    maxPositions,
    ...(ropeScaling && { ropeScaling }),
    ...parseBiases(json, architecture),
    ...(architecture.queryKeyNorm && { queryKeyNorm: true }),
    ...(architecture.hasUnplaced && parseUnplaced(json, layers)),
    ...parseWindow(json, architecture.window, layers, maxPositions),
  });
}

function parseBiases(json: Json, { attentionBias, mlpBias }: Architecture): Partial<ModelConfig> {
  requireOneOf(json, "attention_bias", attentionBias === "never" ? [false] : [false, true]);
  requireOneOf(json, "mlp_bias", mlpBias === "never" ? [false] : [false, true]);
  const isAsked = json["attention_bias"] === true;
  return {
    ...((isAsked || attentionBias === "queryKeyValue") && { queryKeyValueBias: true }),
    ...(isAsked && attentionBias === "configured" && { attentionOutputBias: true }),
    ...(json["mlp_bias"] === true && { mlpBias: true }),
  };
}

/** `no_rope_layers` has a 1 for each layer that has positions; by default every fourth layer has none. */
function parseUnplaced(json: Json, layers: number): Pick<ModelConfig, "unplacedLayers"> {
  const marks = json["no_rope_layers"];
  const interval = numberField(json, "no_rope_layer_interval", CONFIG_FILE, 4);
  if (Array.isArray(marks) && (marks.length !== layers || !marks.every((mark) => mark === 0 || mark === 1)))
    throw unsupported("no_rope_layers", `${layers} times 0 or 1`, marks);
  const isUnplaced = (layer: number): boolean =>
    Array.isArray(marks) ? marks[layer] === 0 : (layer + 1) % interval === 0;
  return { unplacedLayers: Array.from({ length: layers }, (_, layer) => layer).filter(isUnplaced) };
}

function findArchitecture(json: Json): Architecture {
  const named = Array.isArray(json["architectures"]) ? json["architectures"] : [];
  const byName = ARCHITECTURES.get(String(named[0]));
  if (byName !== undefined) return byName;
  const byType = [...ARCHITECTURES.values()].find(({ modelType }) => modelType === json["model_type"]);
  if (byType !== undefined && named.length === 0) return byType;
  throw new UnsupportedModelError(
    `${CONFIG_FILE}: architectures must name one of ${[...ARCHITECTURES.keys()].join(", ")}, ` +
      `got ${JSON.stringify(json["architectures"] ?? json["model_type"] ?? null)}; choose a model of the Llama family`,
  );
}
