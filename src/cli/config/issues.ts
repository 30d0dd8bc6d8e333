import type { z } from "zod";
import { nearest, suggestion } from "../../mdp/index.ts";
import { type KeyPath, keysAt, showPath, valueAt } from "./keys.ts";

/** Where a key stands in its file, such as "quickstart.yaml:12", or undefined where it came from elsewhere. */
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
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const at = [...path, key];
      return `${place(locate, at)}unknown key ${showPath(at)}; ${suggestion(key, keysAt(schema, path))}`;
    });
  }
  const inner = issue.code === "invalid_union" ? branchMeant(issue) : undefined;
  if (inner !== undefined) {
    return inner.flatMap((one) =>
      describeIssue(schema, config, { ...one, path: [...issue.path, ...one.path] }, locate),
    );
  }
  const got = valueAt(config, path);
  const named = choiceMeant(issue, got) ?? valueMissing(issue, got);
  const problem = issue.message.startsWith(showPath(path))
    ? issue.message.slice(showPath(path).length).trim()
    : (named ?? issue.message);
  const tail = problem.includes("got ") ? "" : `, got ${got === undefined ? "nothing" : JSON.stringify(got)}`;
  return [`${place(locate, path)}${showPath(path)} ${lowerFirst(problem)}${tail}`];
}

/** Of a value that is none of a list's: the list, and the name that was meant; a message of the schema's own is kept. */
function choiceMeant(issue: z.core.$ZodIssue, got: unknown): string | undefined {
  const names = choicesOf(issue);
  if (names === undefined || got === undefined || !issue.message.startsWith("Invalid")) return undefined;
  const meant = typeof got === "string" ? nearest(got, names) : undefined;
  const list = `must be ${names.length === 1 ? "" : "one of "}${names.join(", ")}, got ${got === null ? nothing : JSON.stringify(got)}`;
  return meant === undefined ? list : `${list}; did you mean ${meant}?`;
}

/** YAML's null: a key without a value, or --set key= */
const nothing = "nothing; give it a value, or leave the key out";

/** Of a key without a value: what it must be. */
function valueMissing(issue: z.core.$ZodIssue, got: unknown): string | undefined {
  if (issue.code !== "invalid_type" || got !== null || !issue.message.startsWith("Invalid")) return undefined;
  return `must be of type ${issue.expected}, got ${nothing}`;
}

function choicesOf(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === "invalid_value") return issue.values.map(String);
  if (issue.code !== "invalid_union" || !("options" in issue) || !Array.isArray(issue.options)) return undefined;
  return issue.options.map(String); // of a union told apart by one key
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
