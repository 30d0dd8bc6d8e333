import type { z } from "zod";
import { nearest } from "../../mdp/index.ts";
import { type KeyPath, keysAt, showPath, valueAt } from "./keys.ts";

/** Where a key stands, such as "line 12" of its file or "--set", or undefined where it came from elsewhere. */
export type Locate = (path: KeyPath) => string | undefined;

/** The faults of a config, one line each: the place, the thing, the want, the got and the cure. */
export function describeIssues(
  schema: z.ZodType,
  config: unknown,
  issues: readonly z.core.$ZodIssue[],
  locate: Locate,
): string {
  return issues.flatMap((issue) => describeIssue(schema, config, issue, locate)).join("\n");
}

function describeIssue(schema: z.ZodType, config: unknown, issue: z.core.$ZodIssue, locate: Locate): readonly string[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") return describeUnknown(schema, path, issue.keys, locate);
  const inner = issue.code === "invalid_union" ? branchMeant(issue) : undefined;
  if (inner !== undefined) {
    return inner.flatMap((one) =>
      describeIssue(schema, config, { ...one, path: [...issue.path, ...one.path] }, locate),
    );
  }
  const got = valueAt(config, path);
  const problem = issue.message.startsWith(showPath(path))
    ? issue.message.slice(showPath(path).length).trim()
    : (wantOf(issue, got) ?? issue.message);
  const tail = problem.includes("got ") ? "" : `, got ${shown(got)}`;
  return [`${place(locate, path)}${showPath(path)} ${lowerFirst(problem)}${tail}`];
}

/** Keys of a section that are none of it: each with the name that it is near to; where one is near to none, the section's keys, once. */
function describeUnknown(schema: z.ZodType, path: KeyPath, keys: readonly string[], locate: Locate): readonly string[] {
  const known = keysAt(schema, path);
  const meant = keys.map((key) => nearest(key, known));
  const lines = keys.map((key, i) => {
    const at = [...path, key];
    return `${place(locate, at)}unknown key ${showPath(at)}${meant[i] === undefined ? "" : `; did you mean ${meant[i]}?`}`;
  });
  if (!meant.includes(undefined) || known.length === 0) return lines;
  const where = path.length === 0 ? "a config" : showPath(path);
  return [...lines, `the keys of ${where} are ${known.join(", ")}`];
}

/**
 * Of a value that is none of a list's, or of another type: what it must be, and the name that was meant; a message of the schema's own
 * is kept.
 */
export function wantOf(issue: z.core.$ZodIssue, got: unknown): string | undefined {
  if (!issue.message.startsWith("Invalid")) return undefined;
  const { names, types } = wantsOf(issue);
  const wants = [
    ...(names.length === 0 ? [] : [`${names.length === 1 ? "" : "one of "}${names.join(", ")}`]),
    ...types.map((type) => `of type ${type}`),
  ];
  if (wants.length === 0) return undefined;
  const meant = typeof got === "string" ? nearest(got, names) : undefined;
  return `must be ${wants.join(", or ")}, got ${shown(got)}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
}

/** YAML's null: a key without a value, or --set key= */
const nothing = "nothing; give it a value, or leave the key out";

/** A value as its config has it. */
function shown(got: unknown): string {
  if (got === null) return nothing;
  const text = typeof got === "number" ? String(got) : (JSON.stringify(got) ?? "nothing");
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}...`;
}

const longestShown = 200;

/** What a value may be: one of these names, or of one of these types. */
interface Wants {
  readonly names: readonly string[];
  readonly types: readonly string[];
}

function wantsOf(issue: z.core.$ZodIssue): Wants {
  if (issue.code === "invalid_value") return { names: issue.values.map(String), types: [] };
  if (issue.code === "invalid_type") return { names: [], types: [issue.expected] };
  if (issue.code !== "invalid_union") return { names: [], types: [] };
  if ("options" in issue && Array.isArray(issue.options)) return { names: issue.options.map(String), types: [] }; // told apart by one key
  const all = issue.errors
    .flat()
    .filter(({ path }) => path.length === 0)
    .map(wantsOf);
  return { names: all.flatMap(({ names }) => names), types: all.flatMap(({ types }) => types) };
}

/** The faults within the branch of a union that has the value's type: an object is not told that it is not text. */
function branchMeant({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const fitting = errors.filter((branch) => !branch.some(({ path, code }) => path.length === 0 && isOfType(code)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

const isOfType = (code: z.core.$ZodIssue["code"]): boolean => code === "invalid_type" || code === "invalid_value";

function place(locate: Locate, path: KeyPath): string {
  const found = locate(path);
  return found === undefined ? "" : `${found}: `;
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
