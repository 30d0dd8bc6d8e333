import { parse } from "yaml";
import { ConfigError } from "../../mdp/index.ts";
import { isObject } from "../../mdp/index.ts";
import { withKey } from "./paths.ts";

/**
 * Puts `--set a.b=v` into a config; v is read as YAML, so that numbers, lists and quoted text are what they look like.
 *
 * @throws ConfigError if there is no "=" or no key
 */
export function applySet(config: unknown, assignment: string): unknown {
  const { path, value } = readSet(assignment);
  return withKey(config, path, value);
}

/** The keys that assignments set, without the sections they stand in: `a={b: 1}` sets a.b, as `a.b=1` does. */
export function keysSet(assignments: readonly string[]): readonly (readonly string[])[] {
  return assignments.flatMap((assignment) => {
    const { path, value } = readSet(assignment);
    return leavesOf(value, path);
  });
}

const leavesOf = (value: unknown, path: readonly string[]): readonly (readonly string[])[] =>
  isObject(value) ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key])) : [path];

function readSet(assignment: string): { readonly path: readonly string[]; readonly value: unknown } {
  const equals = assignment.indexOf("=");
  const path = assignment.slice(0, Math.max(0, equals)).trim().split(".");
  if (equals < 0 || path.some((key) => key === "")) {
    throw new ConfigError(
      `--set must be KEY=VALUE, got ${JSON.stringify(assignment)}; for example --set weight.tau=0.4`,
    );
  }
  return { path, value: parse(assignment.slice(equals + 1)) };
}
