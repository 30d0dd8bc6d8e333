/** A JSON object, not yet trusted. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object and not a list. */
export function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
