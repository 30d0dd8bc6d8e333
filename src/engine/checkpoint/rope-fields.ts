import type { ModelConfig, RopeScaling } from "../model/index.ts";
import { CONFIG_FILE, requireOneOf, unsupported } from "./config-fields.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import type { Json } from "./json-fields.ts";
import { isJsonObject, numberField } from "./json-fields.ts";

const DEFAULT_THETA = 10_000;

/**
 * The rotary base and its scaling. Transformers 5 keeps both in `rope_parameters`; before, the scaling was `rope_scaling` and its
 * kind might be called `type`.
 *
 * `dynamic` scaling changes nothing within `max_position_embeddings`, and beyond it gives every token other angles
 * whenever the sequence grows, so that what transformers computes depends on how the sequence was cut into calls: the
 * engine reads such models up to that length and refuses longer sequences, as it does for every model.
 *
 * Many files keep the unscaled length in `max_position_embeddings`. Linear scaling and YaRN then reach further, by their factor;
 * transformers sets no limit, the one here is that of other engines.
 *
 * @param positions `max_position_embeddings`
 * @returns `maxPositions`: how far the model reads
 * @throws CheckpointError naming the field
 */
export function parseRope(
  json: Json,
  positions: number,
): Pick<ModelConfig, "ropeTheta" | "ropeScaling" | "maxPositions"> {
  const parameters = ropeParameters(json);
  const theta = parameters["rope_theta"] === undefined ? json : parameters;
  const ropeTheta = numberField(theta, "rope_theta", CONFIG_FILE, DEFAULT_THETA);
  requireOneOf(parameters, "partial_rotary_factor", [1]);
  const originalPositions = originalMaxPositions(json, parameters, positions);
  const ropeScaling = parseScaling(parameters, positions, originalPositions);
  const isStretched = ropeScaling?.type === "linear" || ropeScaling?.type === "yarn";
  const reach = isStretched ? Math.floor(originalPositions * ropeScaling.factor) : positions;
  return { ropeTheta, maxPositions: Math.max(positions, reach), ...(ropeScaling && { ropeScaling }) };
}

/** Where both are given, transformers takes `rope_scaling`. */
function ropeParameters(json: Json): Json {
  for (const field of ["rope_scaling", "rope_parameters"]) {
    const value = json[field];
    if (value === undefined || value === null) continue;
    if (!isJsonObject(value)) throw new CheckpointError(`${CONFIG_FILE}: ${field} must be an object, got ${JSON.stringify(value)}; use the config.json the model came with`); // prettier-ignore
    const nested = Object.entries(value).find(([, inner]) => isJsonObject(inner));
    if (nested) throw unsupported(`${field}.${nested[0]}`, "absent (one scaling for all layers)", nested[1]);
    if (Object.keys(value).length > 0) return value;
  }
  return {};
}

/** Transformers prefers the field beside the parameters to the one within. */
function originalMaxPositions(json: Json, parameters: Json, maxPositions: number): number {
  const field = "original_max_position_embeddings";
  return numberField(typeof json[field] === "number" ? json : parameters, field, CONFIG_FILE, maxPositions);
}

function parseScaling(parameters: Json, maxPositions: number, originalPositions: number): RopeScaling | undefined {
  const number = (field: string, fallback?: number): number => numberField(parameters, field, CONFIG_FILE, fallback);
  const type = parameters["rope_type"] ?? parameters["type"] ?? "default";
  switch (type) {
    case "default":
    case "dynamic":
      return undefined;
    case "linear":
      return { type: "linear", factor: number("factor") };
    case "llama3": {
      const [lowFrequencyFactor, highFrequencyFactor] = [number("low_freq_factor"), number("high_freq_factor")];
      return { type: "llama3", factor: number("factor"), lowFrequencyFactor, highFrequencyFactor, originalPositions };
    }
    case "yarn": {
      const factor = number("factor", maxPositions / originalPositions);
      return {
        type: "yarn",
        factor,
        attentionFactor: number("attention_factor", defaultAttentionFactor(parameters, factor)),
        betaFast: number("beta_fast", 32),
        betaSlow: number("beta_slow", 1),
        originalPositions,
        truncate: parameters["truncate"] !== false,
      };
    }
    default:
      throw unsupported("rope_type", '"default", "linear", "dynamic", "llama3" or "yarn"', type);
  }
}

/** YaRN's: 0.1 ln(factor) + 1, or the quotient of two such terms where both their scales are given. */
function defaultAttentionFactor(parameters: Json, factor: number): number {
  const term = (scale: number): number => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1);
  const [above, below] = [parameters["mscale"], parameters["mscale_all_dim"]];
  if (typeof above === "number" && typeof below === "number" && above !== 0 && below !== 0) {
    return term(above) / term(below);
  }
  return term(1);
}
