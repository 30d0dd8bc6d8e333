import { UnsupportedModelError } from "./checkpoint-error.ts";
import type { Json } from "./json-fields.ts";

/** The file that all messages about a model's configuration name. */
export const CONFIG_FILE = "config.json";

/**
 * Checks that a field that changes a model's numbers has a value that the engine computes. A missing field is accepted.
 *
 * @param allowed none: the field must be absent
 * @throws UnsupportedModelError naming the field
 */
export function requireOneOf(json: Json, field: string, allowed: readonly unknown[]): void {
  const value = json[field];
  if (value === undefined || value === null || allowed.includes(value)) return;
  const want = allowed.length === 0 ? "absent" : allowed.map((one) => JSON.stringify(one)).join(" or ");
  throw unsupported(field, want, value);
}

/** An error for a field whose value would be computed wrongly. */
export function unsupported(field: string, want: string, got: unknown): UnsupportedModelError {
  return new UnsupportedModelError(
    `${CONFIG_FILE}: ${field} must be ${want}, got ${JSON.stringify(got)}; the engine would compute other numbers than this ` +
      "model's authors: choose a model without it",
  );
}
