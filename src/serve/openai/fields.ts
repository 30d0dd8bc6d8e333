import { z } from "zod";
import { isObject, nearest } from "../../mdp/index.ts";
import { ApiError } from "./api-error.ts";

/** A field that is not honoured: it may be there with the values that ask for nothing, and is refused with any other. */
export function refused(why: string, ...neutral: readonly unknown[]): z.ZodOptional {
  const asksNothing = new Set(["null", ...neutral.map((value) => JSON.stringify(value))]);
  return z
    .unknown()
    .refine((value) => value === undefined || asksNothing.has(JSON.stringify(value)), { error: why })
    .optional();
}

/** Why no likelier tokens are told. */
export const onlySampled = "must be 0 or left out: the log-probability of each sampled token is told, of no others";

/** A whole number within bounds. */
export const wholeIn = (least: number, most: number): z.ZodType<number> =>
  z
    .number({ error: `must be a whole number from ${least} to ${most}` })
    .refine((n) => Number.isSafeInteger(n) && n >= least && n <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    });

/** A text that may not be empty, of at most so many whole characters: an answer must not be cut, or keyed, within one. */
export const shortText = (most: number): z.ZodType<string> =>
  z
    .string({ error: "must be a text" })
    .min(1, { error: "must not be empty" })
    .max(most, { error: `must have at most ${most} characters` })
    .refine((text) => text.isWellFormed(), { error: "must be whole characters, got half of a surrogate pair" });

/**
 * Reads a request's body: every field is honoured or refused by name, none is passed over.
 *
 * @throws ApiError 400 that names the field
 */
export function readFields<T>(schema: z.ZodType<T> & { readonly shape: object }, body: unknown): T {
  if (!isObject(body)) throw new ApiError(400, "the body must be a JSON object", { code: "invalid_body" });
  const given = Object.entries(body).filter(([, value]) => value !== null); // null asks for the default
  const read = schema.safeParse(Object.fromEntries(given));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw fieldError(issue, Object.keys(schema.shape));
}

function fieldError(issue: z.core.$ZodIssue | undefined, known: readonly string[]): ApiError {
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const param = shown([...path, key]);
    const near = path.length === 0 ? nearest(key.slice(0, longestShown), known) : undefined;
    const cure = near === undefined ? "" : `; did you mean ${near}?`;
    return new ApiError(400, `${param} is not a field that this server knows${cure}`, {
      param,
      code: "unknown_parameter",
    });
  }
  const param = shown(path);
  return new ApiError(400, `${param} ${issue?.message ?? "is invalid"}`, { param, code: "invalid_value" });
}

const longestShown = 100; // characters: a key may be as long as the body

const shown = (path: readonly string[]): string => path.join(".").slice(0, longestShown);
