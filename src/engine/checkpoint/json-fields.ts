import { isJsonObject, type Json } from "../json.ts";
import { CheckpointError } from "./checkpoint-error.ts";

export { isJsonObject, type Json };

/**
 * Parses a JSON object.
 *
 * @param file named in the error
 * @throws CheckpointError if the text is not a JSON object
 */
export function parseJson(text: string, file: string): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`${file} must be JSON, got text that fails with "${reason}"; copy it again`, { cause });
  }
  if (isJsonObject(parsed)) return parsed;
  throw new CheckpointError(`${file} must be a JSON object, got ${JSON.stringify(parsed).slice(0, 80)}`);
}

/**
 * Reads a number that a model cannot do without.
 *
 * @param fallback what transformers assumes where the field is missing or null; none: the field is required
 * @throws CheckpointError naming the field
 */
export function numberField(json: Json, field: string, file: string, fallback?: number): number {
  const value = json[field] ?? fallback;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const got = value === undefined ? "nothing" : JSON.stringify(value);
  throw new CheckpointError(`${file}: ${field} must be a number, got ${got}; use the config.json the model came with`);
}
