import { isObject } from "../../mdp/index.ts";

/** One config laid over another: objects key by key, anything else as a whole. */
export function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above === undefined ? below : above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, merged(below[key], above[key])]));
}
