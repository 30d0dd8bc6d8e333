import { z } from "zod";
import { isObject } from "../../mdp/index.ts";
import { keyWords } from "./key-words.ts";
import { runSchema } from "./run-schema.ts";

/** The JSON Schema of `rise run`'s config, by which editors complete, explain and check it. */
export function runJsonSchema(): unknown {
  return explained(z.toJSONSchema(runSchema, { io: "input", unrepresentable: "any" }), "");
}

/** One key of the config, as the schema has it. */
interface ConfigKey {
  /** Such as "weight.tau". */
  readonly key: string;
  /** Its possible values: those of a choice, else the type. */
  readonly values: readonly string[];
  /** As it is written in JSON; undefined where there is none. */
  readonly preset: string | undefined;
}

/** Every key of a run's config that holds a value, in the schema's order. */
export function configKeys(): readonly ConfigKey[] {
  const found = new Map<string, ConfigKey>();
  for (const { key, values, preset } of leaves(
    z.toJSONSchema(runSchema, { io: "input", unrepresentable: "any" }),
    "",
  )) {
    const before = found.get(key);
    const both = [...new Set([...(before?.values ?? []), ...values])];
    found.set(key, { key, values: both, preset: before?.preset ?? preset });
  }
  return [...found.values()];
}

/** A schema with the words of each key as its description. */
function explained(schema: unknown, path: string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => explained(one, path));
  if (!isObject(schema)) return schema;
  const parts = Object.entries(schema).map(([name, part]) => {
    if (name === "properties" && isObject(part)) {
      const keys = Object.entries(part).map(([key, inner]) => [key, explained(inner, joined(path, key))]);
      return [name, Object.fromEntries(keys)];
    }
    return [name, isBranch(name) ? explained(part, path) : part];
  });
  const words = keyWords[path];
  return { ...(words === undefined ? {} : { description: words }), ...Object.fromEntries(parts) };
}

const isBranch = (name: string): boolean => name === "anyOf" || name === "oneOf" || name === "allOf";
const joined = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

function leaves(schema: unknown, path: string): readonly ConfigKey[] {
  if (!isObject(schema)) return [];
  const { properties } = schema;
  if (isObject(properties)) return Object.entries(properties).flatMap(([key, part]) => leaves(part, joined(path, key)));
  const branches = [schema["anyOf"], schema["oneOf"], schema["allOf"]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const inner = branches.flatMap((branch) => leaves(branch, path));
  const preset = "default" in schema ? JSON.stringify(schema["default"]) : undefined;
  if (inner.some(({ key }) => key !== path)) {
    return inner.map((leaf) => (leaf.key === path && preset?.startsWith("{") === false ? { ...leaf, preset } : leaf));
  }
  const values = [...new Set(valuesOf(schema))];
  return [{ key: path, values, preset }];
}

function valuesOf(schema: object): readonly string[] {
  const { enum: names, const: one, type, anyOf, items } = schema as Readonly<Record<string, unknown>>; // JSON Schema's own words
  if (Array.isArray(names)) return names.map(String);
  if (one !== undefined) return [String(one)];
  if (Array.isArray(anyOf)) return anyOf.flatMap((branch) => (isObject(branch) ? valuesOf(branch) : []));
  if (isObject(items)) return valuesOf(items).map((value) => `[${value}]`);
  return typeof type === "string" ? [type] : [];
}
