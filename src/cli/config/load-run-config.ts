import { dirname } from "node:path";
import { isObject } from "../../mdp/index.ts";
import { loadConfig, resolveConfig, withSets } from "./load-config.ts";
import { keysSet, merged, showPath, valueAt, withKey } from "./keys.ts";
import { presets } from "../../rise-presets.ts";
import { placed } from "./places.ts";
import { runSchema, type RunConfig, type RunConfigInput } from "./run-schema.ts";
import { smoked } from "./smoke.ts";

/** Where a run's config comes from. */
export interface RunConfigSource {
  /** A YAML file, or the config itself. */
  readonly config: string | Partial<RunConfigInput>;
  /** Assignments such as "weight.tau=0.5", put into the config in order. */
  readonly set?: readonly string[];
  /** Assignments of the budget, which are no part of what a run is: "budget.usd=5". */
  readonly budget?: readonly string[];
  /** Shrinks the numbers so that the whole loop ends within a minute. */
  readonly smoke?: boolean;
}

/**
 * The resolved config of a run: the preset's defaults, the file above them, `--set` above that; `--smoke` shrinks what
 * `--set` left alone. Paths are as they are found from here.
 *
 * @throws ConfigError naming every fault
 */
export function loadRunConfig(source: RunConfigSource): RunConfig {
  const written = loadWrittenConfig(source);
  if (typeof source.config !== "string") return written;
  const typed = new Set(keysSet(source.set ?? []).map((path) => showPath(path)));
  const isTyped = (key: string): boolean => [...typed].some((set) => set === key || key.startsWith(`${set}.`));
  return placed(written, dirname(source.config), isTyped);
}

/**
 * The resolved config with its paths as they are written, by which a run knows its config again wherever both have moved.
 *
 * @throws ConfigError naming every fault
 */
export function loadWrittenConfig({ config, set: given = [], budget = [], smoke = false }: RunConfigSource): RunConfig {
  const complete = (written: unknown, sets: readonly string[]): unknown =>
    underPreset(withSets(withNamedTask(written), sets));
  const sets = [...given, ...budget];
  const resolved =
    typeof config === "string"
      ? loadConfig(runSchema, config, sets, complete)
      : resolveConfig(runSchema, complete(config, sets), "of this command");
  return smoke ? withKeys(smoked(resolved), resolved, keysSet(given)) : resolved;
}

/** A config with these keys as another has them. */
function withKeys(config: RunConfig, from: RunConfig, keys: readonly (readonly string[])[]): RunConfig {
  return keys.reduce<unknown>((result, key) => withKey(result, key, valueAt(from, key)), config) as RunConfig; // both are one
}

/** A task written as its name alone, made an object, so that `--set task.level=hard` finds its place beside the name. */
function withNamedTask(config: unknown): unknown {
  const name = isObject(config) ? config["task"] : undefined;
  return typeof name === "string" ? { ...Object(config), task: { name } } : config;
}

/** Lays a config over the preset that it names; a name that is none is left for the schema to refuse. */
function underPreset(config: unknown): unknown {
  const name = isObject(config) ? (config["preset"] ?? "rise-self") : undefined;
  const preset = typeof name === "string" && name in presets ? presets[name as keyof typeof presets] : {}; // checked
  return merged(preset, config);
}
