import { isObject } from "../../mdp/index.ts";

/** A key's place in a config, from the root: `weight.tau` is ["weight", "tau"]. */
export type KeyPath = readonly (string | number)[];

/** A path as the user writes it. */
export function showPath(path: KeyPath): string {
  return path.join(".");
}

/**
 * A copy of a config with one key set, its parents made where they are missing.
 *
 * @param path at least one key
 */
export function withKey(config: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const parent = isObject(config) ? config : {};
  return { ...parent, [key]: withKey(parent[key], rest, value) };
}

/** The value at a path, or undefined. */
export function valueAt(config: unknown, path: KeyPath): unknown {
  let value = config;
  for (const key of path) value = isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
  return value;
}
