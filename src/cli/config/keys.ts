import { parse } from "yaml";
import { z } from "zod";
import { ConfigError, isObject } from "../../mdp/index.ts";

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

/** The keys that a schema allows at a path; empty where it has no fixed keys. */
export function keysAt(schema: z.ZodType, path: KeyPath): readonly string[] {
  const [key, ...rest] = path;
  return [
    ...new Set(
      objectsIn(schema).flatMap((object) => {
        if (key === undefined) return Object.keys(object.shape);
        const inner = object.shape[key];
        return inner === undefined ? [] : keysAt(inner as z.ZodType, rest); // a shape's values are schemas
      }),
    ),
  ];
}

/** The names that the value at a path is chosen from; empty where it is a number or a free text. */
export function namesAt(schema: z.ZodType, path: KeyPath): readonly string[] {
  const [key, ...rest] = path;
  if (key === undefined) return namesOf(schema);
  return objectsIn(schema).flatMap(({ shape }) => {
    const inner = shape[key];
    return inner === undefined ? [] : namesAt(inner as z.ZodType, rest); // a shape's values are schemas
  });
}

function namesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => namesOf(option as z.ZodType));
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional;
  return isWrapped ? namesOf(schema.unwrap() as z.ZodType) : [];
}

/** The object schemas that a schema may stand for, through its defaults, options, refinements and unions. */
function objectsIn(schema: z.ZodType): readonly z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => objectsIn(option as z.ZodType));
  if (schema instanceof z.ZodPipe) return objectsIn(schema.in as z.ZodType);
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return objectsIn(schema.unwrap() as z.ZodType);
  }
  return [];
}

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

/** One config laid over another: objects key by key, anything else as a whole. */
export function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above === undefined ? below : above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, merged(below[key], above[key])]));
}
