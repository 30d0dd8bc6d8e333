import { isObject } from "../../mdp/index.ts";

/**
 * Keys of a run that may change from one process to the next: limits, prices, and where servers are. What computes may be
 * named in several ways, and is held by the run's inputs.
 */
const passingKeys: ReadonlySet<string> = new Set(["budget", "prices", "engine"]);
const passingEndpointKeys: ReadonlySet<string> = new Set([
  "urls",
  "apiKeyEnv",
  "concurrency",
  "timeoutSeconds",
  "retries",
]);

/** The part of a config that a run keeps: what decides its results. A server may move, and a budget may grow. */
export function runIdentity(config: object): unknown {
  return without(
    Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        isObject(value) && "urls" in value ? without(value, passingEndpointKeys) : value,
      ]),
    ),
    passingKeys,
  );
}

const without = (record: object, keys: ReadonlySet<string>): unknown =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)));
