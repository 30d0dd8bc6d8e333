import { z } from "zod";
import type { KeyPath } from "./paths.ts";

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
