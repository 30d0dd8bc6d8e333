import type { ModelConfig } from "../model/index.ts";
import { CONFIG_FILE, unsupported } from "./config-fields.ts";
import type { Json } from "./json-fields.ts";
import { numberField } from "./json-fields.ts";

/**
 * Which layers of an architecture have a sliding window: all, those from `max_window_layers` on unless `layer_types` says
 * otherwise, those that `layer_types` says, or none.
 */
export type WindowRule = "always" | "configured" | "listed" | "never";

/** Transformers' default where `sliding_window` is missing; null means none. */
const DEFAULT_WINDOW_TOKENS = 4096;
/** Qwen's default of `max_window_layers`: the first layers see everything. */
const DEFAULT_FULL_LAYERS = 28;

/**
 * The sliding window of a config.json. Sequences no longer than a window never meet it, so a window that wide is none.
 *
 * @throws CheckpointError naming the field
 */
export function parseWindow(
  json: Json,
  rule: WindowRule,
  layers: number,
  maxPositions: number,
): Pick<ModelConfig, "window"> {
  const tokens = windowTokens(json, rule);
  if (tokens === undefined || tokens >= maxPositions) return {};
  if (rule === "never") {
    throw unsupported("sliding_window", `null or at least max_position_embeddings (${maxPositions})`, tokens);
  }
  const windowed = windowedLayers(json, rule, layers);
  return windowed.length === 0 ? {} : { window: { tokens, layers: windowed } };
}

function windowTokens(json: Json, rule: WindowRule): number | undefined {
  if (json["sliding_window"] === null) return undefined;
  const isSilent = json["sliding_window"] === undefined;
  if (isSilent && (rule === "never" || rule === "listed")) return undefined;
  const isInUse = rule === "always" || rule === "never" || json["use_sliding_window"] === true;
  if (!isInUse) return undefined;
  return numberField(json, "sliding_window", CONFIG_FILE, DEFAULT_WINDOW_TOKENS);
}

function windowedLayers(json: Json, rule: WindowRule, layers: number): number[] {
  const all = Array.from({ length: layers }, (_, layer) => layer);
  const types = json["layer_types"];
  if (rule !== "listed" && (types === undefined || types === null)) {
    const first = rule === "always" ? 0 : numberField(json, "max_window_layers", CONFIG_FILE, DEFAULT_FULL_LAYERS);
    return all.slice(first);
  }
  // Mistral's windows are everywhere in transformers, whatever the list says.
  const known = rule === "always" ? ["sliding_attention"] : ["full_attention", "sliding_attention"];
  const fits = Array.isArray(types) && types.length === layers && types.every((type) => known.includes(String(type)));
  if (!fits) throw unsupported("layer_types", `${layers} times ${known.join(" or ")}`, types);
  return all.filter((layer) => types[layer] === "sliding_attention");
}
