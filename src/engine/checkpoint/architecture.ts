import type { ModelConfig } from "../model/index.ts";
import { checkModelConfig } from "../model/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import type { Json } from "./json-fields.ts";
import { isJsonObject, numberField } from "./json-fields.ts";

/** What transformers assumes of an architecture where config.json is silent. */
interface Architecture {
  readonly modelType: string;
  readonly maxPositions: number;
  readonly slidingWindow: number | undefined;
}

/** The closed list: another architecture computes other numbers from the same weights. */
const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map([
  ["LlamaForCausalLM", { modelType: "llama", maxPositions: 2048, slidingWindow: undefined }],
  ["MistralForCausalLM", { modelType: "mistral", maxPositions: 131_072, slidingWindow: 4096 }],
]);

/** Fields that change a model's numbers, with the only values that the engine computes. */
const FIXED_FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  hidden_act: ["silu"],
  attention_bias: [false],
  mlp_bias: [false],
  partial_rotary_factor: [1],
  quantization_config: [],
};

const FILE = "config.json";

/**
 * Reads a Hugging Face config.json.
 *
 * @throws CheckpointError for an architecture that is not on the list, and for a field whose value the engine would
 *   silently compute wrongly; both name the field, the wanted and the found
 */
export function parseModelConfig(json: Json): ModelConfig {
  const architecture = findArchitecture(json);
  for (const [field, allowed] of Object.entries(FIXED_FIELDS)) requireOneOf(json, field, allowed);
  const hiddenSize = numberField(json, "hidden_size", FILE);
  const heads = numberField(json, "num_attention_heads", FILE);
  const maxPositions = numberField(json, "max_position_embeddings", FILE, architecture.maxPositions);
  requireNoWindow(json, architecture, maxPositions);
  return checkModelConfig({
    hiddenSize,
    layers: numberField(json, "num_hidden_layers", FILE),
    heads,
    kvHeads: numberField(json, "num_key_value_heads", FILE, heads),
    headDim: numberField(json, "head_dim", FILE, hiddenSize / heads),
    intermediateSize: numberField(json, "intermediate_size", FILE),
    vocabSize: numberField(json, "vocab_size", FILE),
    ropeTheta: parseRopeTheta(json),
    rmsNormEps: numberField(json, "rms_norm_eps", FILE, 1e-6),
    tieEmbeddings: json["tie_word_embeddings"] === true,
    maxPositions,
  });
}

/**
 * The config.json of a new model, as transformers reads it.
 *
 * @param endOfTurnIds the first is the model's `eos_token_id`
 */
export function modelConfigJson(config: ModelConfig, endOfTurnIds: readonly number[]): Json {
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

function findArchitecture(json: Json): Architecture {
  const named = Array.isArray(json["architectures"]) ? json["architectures"] : [];
  const byName = ARCHITECTURES.get(String(named[0]));
  if (byName !== undefined) return byName;
  const byType = [...ARCHITECTURES.values()].find(({ modelType }) => modelType === json["model_type"]);
  if (byType !== undefined && named.length === 0) return byType;
  throw new CheckpointError(
    `${FILE}: architectures must name one of ${[...ARCHITECTURES.keys()].join(", ")}, ` +
      `got ${JSON.stringify(json["architectures"] ?? json["model_type"] ?? null)}; choose a model of the Llama family`,
  );
}

function requireOneOf(json: Json, field: string, allowed: readonly unknown[]): void {
  const value = json[field];
  if (value === undefined || value === null || allowed.includes(value)) return;
  const want = allowed.length === 0 ? "absent" : allowed.map((one) => JSON.stringify(one)).join(" or ");
  throw unsupported(field, want, value);
}

/** Sequences no longer than the window never meet it, so a window that wide is none. */
function requireNoWindow(json: Json, architecture: Architecture, maxPositions: number): void {
  const window = json["sliding_window"] === undefined ? architecture.slidingWindow : json["sliding_window"];
  if (window === undefined || window === null) return;
  if (typeof window === "number" && window >= maxPositions) return;
  throw unsupported("sliding_window", `null or at least max_position_embeddings (${maxPositions})`, window);
}

/** The rotary base: transformers 5 keeps it in `rope_parameters`, earlier ones beside `rope_scaling`. */
function parseRopeTheta(json: Json): number {
  const defaultTheta = 10_000;
  const parameters = json["rope_parameters"] ?? json["rope_scaling"];
  if (!isJsonObject(parameters)) return numberField(json, "rope_theta", FILE, defaultTheta);
  const type = parameters["rope_type"] ?? parameters["type"] ?? "default";
  if (type !== "default") throw unsupported("rope_type", '"default"', type);
  if (parameters["rope_theta"] === undefined) return numberField(json, "rope_theta", FILE, defaultTheta);
  return numberField(parameters, "rope_theta", FILE);
}

function unsupported(field: string, want: string, got: unknown): CheckpointError {
  return new CheckpointError(
    `${FILE}: ${field} must be ${want}, got ${JSON.stringify(got)}; the engine would compute other numbers than this ` +
      "model's authors: choose a model without it",
  );
}
