import type { AdapterConfig } from "../adapter/index.ts";
import { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
import type { Json } from "./json-fields.ts";
import { numberField } from "./json-fields.ts";

/** PEFT's description of an adapter; a folder that holds it is an adapter's. */
export const ADAPTER_CONFIG = "adapter_config.json";

/** The description's fields; which layers are adapted is told by the tensors. */
export interface PeftConfig extends Pick<AdapterConfig, "rank" | "alpha" | "dropout" | "rankStabilised"> {
  /** Folder of the base model, or its name on the hub, as the author gave it. */
  readonly basePath: string;
  /** The branch, tag or commit of a base model on the hub; undefined: its main branch. */
  readonly revision: string | undefined;
}

/** Fields that would change the numbers, with the values that do not. */
const NEUTRAL_FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  bias: ["none"],
  fan_in_fan_out: [false],
  lora_bias: [false],
  use_dora: [false],
  use_qalora: [false],
  use_bdlora: [false],
  // Others, such as PiSSA, change the base weights when PEFT loads the adapter.
  init_lora_weights: [true, false, "gaussian", "eva", "orthogonal"],
};

/** Fields that would change the numbers wherever they hold anything. */
const EMPTY_FIELDS = [
  "alora_invocation_tokens",
  "alpha_pattern",
  "arrow_config",
  "layer_replication",
  "layers_to_transform",
  "megatron_config",
  "modules_to_save",
  "rank_pattern",
  "target_parameters",
  "trainable_token_indices",
];

/**
 * Reads an adapter_config.json.
 *
 * @param file named in the errors
 * @throws CheckpointError for an adapter of another kind, and for a field that would change the numbers
 */
export function parsePeftConfig(json: Json, file: string): PeftConfig {
  if (json["peft_type"] !== "LORA") throw refused(file, "peft_type", '"LORA"', json["peft_type"]);
  for (const [field, allowed] of Object.entries(NEUTRAL_FIELDS)) {
    const value = json[field];
    if (value === undefined || value === null || allowed.includes(value)) continue;
    throw refused(file, field, allowed.map((one) => JSON.stringify(one)).join(" or "), value);
  }
  for (const field of EMPTY_FIELDS) if (!isEmpty(json[field])) throw refused(file, field, "absent", json[field]);
  const basePath = json["base_model_name_or_path"];
  if (typeof basePath !== "string" || basePath === "") {
    throw new CheckpointError(
      `${file}: base_model_name_or_path must name the base model's folder, got ${JSON.stringify(basePath ?? null)}; write it there`,
    );
  }
  return {
    basePath,
    revision: typeof json["revision"] === "string" ? json["revision"] : undefined,
    rank: numberField(json, "r", file),
    alpha: numberField(json, "lora_alpha", file),
    dropout: numberField(json, "lora_dropout", file, 0),
    rankStabilised: json["use_rslora"] === true,
  };
}

/** The adapter_config.json of an adapter, as PEFT reads it. */
export function peftConfigJson(adapter: AdapterConfig, basePath: string): Json {
  return {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: basePath,
    r: adapter.rank,
    lora_alpha: adapter.alpha,
    lora_dropout: adapter.dropout,
    target_modules: adapter.targets,
    use_rslora: adapter.rankStabilised,
    bias: "none",
    fan_in_fan_out: false,
    init_lora_weights: true,
    modules_to_save: null,
    inference_mode: true,
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function refused(file: string, field: string, want: string, got: unknown): UnsupportedModelError {
  return new UnsupportedModelError(
    `${file}: ${field} must be ${want}, got ${JSON.stringify(got ?? null)}; the engine would compute other numbers than PEFT: ` +
      "merge the adapter there (merge_and_unload) and use the whole model",
  );
}
