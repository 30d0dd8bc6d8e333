import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { LineCounter, parseDocument, isMap, isNode } from "yaml";
import type { z } from "zod";
import { ConfigError, isObject } from "../../mdp/index.ts";
import { utf8Text } from "../../tasks/index.ts";
import { describeIssues, type Locate } from "./issues.ts";
import { applySet, keysSet, type KeyPath } from "./keys.ts";

/**
 * Reads a YAML config, puts the `--set` flags in, and resolves it through the schema: every default filled in.
 *
 * @param sets assignments such as "weight.tau=0.5", in order
 * @param complete puts the assignments in, and lays the config over further defaults
 * @throws ConfigError naming every fault with its line, or the flag that set it, and the cure
 */
export function loadConfig<S extends z.ZodType>(
  schema: S,
  file: string,
  sets: readonly string[] = [],
  complete: (config: unknown, sets: readonly string[]) => unknown = withSets,
): z.infer<S> {
  const { config, locate } = readYaml(file);
  return resolveConfig(schema, complete(config, sets), basename(file), locateSets(sets, locate));
}

/** A config with every `--set` flag put in. */
export function withSets(config: unknown, sets: readonly string[]): unknown {
  return sets.reduce<unknown>(applySet, config);
}

/** What a flag has set stands in no line of the file. */
function locateSets(sets: readonly string[], locate: Locate): Locate {
  const keys = keysSet(sets);
  return (path) => (keys.some((set) => set.every((key, i) => key === String(path[i]))) ? "--set" : locate(path));
}

/**
 * Resolves a config that is an object already.
 *
 * @param name what the error calls it
 * @throws ConfigError naming every fault
 */
export function resolveConfig<S extends z.ZodType>(
  schema: S,
  config: unknown,
  name: string,
  locate: Locate = () => undefined,
): z.infer<S> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `config ${name} cannot be used:\n${describeIssues(schema, config, parsed.error.issues, locate)}`,
  );
}

function readYaml(file: string): { readonly config: unknown; readonly locate: Locate } {
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: true });
  const fault = document.errors[0];
  if (fault !== undefined) throw new ConfigError(`config ${file} is not YAML: ${fault.message}`, { cause: fault });
  const locate = (path: KeyPath): string | undefined => {
    if (path.length === 0) return undefined;
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => String(key) === String(path.at(-1))) : undefined;
    const key = isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    return key === undefined ? locate(path.slice(0, -1)) : `line ${lines.linePos(key).line}`;
  };
  const config: unknown = document.toJS() ?? {};
  if (!isObject(config)) {
    const got = Array.isArray(config) ? "a list" : JSON.stringify(config);
    throw new ConfigError(
      `config ${file} must be keys with their values, such as "seed: 0", got ${got}; examples/quickstart.yaml is one`,
    );
  }
  return { config, locate };
}

function readText(file: string): string {
  return utf8Text(readBytes(file), `config ${file}`);
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(
      `config ${file} cannot be read; give the path of a YAML file, such as examples/quickstart.yaml`,
      {
        cause: error,
      },
    );
  }
}
