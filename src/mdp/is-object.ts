/** Whether a value is an object and no array, such as a JSON object of which nothing is known. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
