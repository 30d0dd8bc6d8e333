import { isObject } from "../mdp/index.ts";
import { canonicalJson } from "./canonical-json.ts";
import { shownApart } from "./shown.ts";

/**
 * The differences between a run's recorded config and another, key by key.
 *
 * @returns lines such as `weight.tau: the run has 0.4, now 0.5`, in the order of the keys; empty where nothing differs
 */
export function configDifference(recorded: unknown, now: unknown, path = ""): readonly string[] {
  if (isObject(recorded) && isObject(now)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(now)])].sort();
    return keys.flatMap((key) => configDifference(recorded[key], now[key], path === "" ? key : `${path}.${key}`));
  }
  if (canonicalJson(recorded ?? null) === canonicalJson(now ?? null)) return [];
  const [was, is] = shownApart(recorded, now);
  return [`${path}: the run has ${was}, now ${is}`];
}
