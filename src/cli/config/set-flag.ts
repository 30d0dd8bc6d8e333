import { parse } from "yaml";
import { ConfigError } from "../../mdp/index.ts";
import { withKey } from "./paths.ts";

/**
 * Puts `--set a.b=v` into a config; v is read as YAML, so that numbers, lists and quoted text are what they look like.
 *
 * @throws ConfigError if there is no "=" or no key
 */
export function applySet(config: unknown, assignment: string): unknown {
  const equals = assignment.indexOf("=");
  const path = assignment.slice(0, Math.max(0, equals)).trim().split(".");
  if (equals < 0 || path.some((key) => key === "")) {
    throw new ConfigError(
      `--set must be KEY=VALUE, got ${JSON.stringify(assignment)}; for example --set weight.tau=0.4`,
    );
  }
  return withKey(config, path, parse(assignment.slice(equals + 1)));
}
