import { readFileSync } from "node:fs";
import type { z } from "zod";
import { ConfigError } from "../../mdp/index.ts";
import { utf8Text } from "../../tasks/index.ts";
import { wantOf } from "../config/issues.ts";
import { valueAt } from "../config/keys.ts";

/** A row of a JSONL file and where it stands. */
export interface JsonlRow<T> {
  readonly row: T;
  /** Such as "answers.jsonl line 3". */
  readonly where: string;
}

/**
 * Reads a JSONL file, each row by the schema; blank lines are skipped.
 *
 * @throws ConfigError with the line where the file, its JSON or a row is not as it must be
 */
export function readJsonl<S extends z.ZodType>(file: string, schema: S): readonly JsonlRow<z.output<S>>[] {
  const rows = textOf(file)
    .split("\n")
    .map((text, i) => ({ text, where: `${file} line ${i + 1}` }))
    .filter(({ text }) => text.trim() !== "");
  if (rows.length === 0) throw new ConfigError(`${file} holds no rows; wanted one JSON object per line`);
  return rows.map(({ text, where }) => ({ row: parseRow(parseJson(text, where), where, schema), where }));
}

function textOf(file: string): string {
  return utf8Text(bytesOf(file), file);
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** The error of a data file that cannot be read: a folder is told from a name that is not there. */
export function unreadable(file: string, cause: unknown): ConfigError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const why = code === "ENOENT" ? ": there is none" : code === "EISDIR" ? ": it is a folder" : "";
  return new ConfigError(`cannot read the data file ${file}${why}; check its path`, { cause });
}

/**
 * A line as JSON.
 *
 * @throws ConfigError where it is none
 */
export function parseJson(
  text: string,
  where: string,
  parse: (text: string) => unknown = (json) => JSON.parse(json),
): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new ConfigError(`${where}: not JSON; wanted one JSON object per line`, { cause });
  }
}

/**
 * A row by its schema.
 *
 * @param where names the row in the error
 * @throws ConfigError naming the columns that are not as they must be
 */
export function parseRow<S extends z.ZodType>(row: unknown, where: string, schema: S): z.output<S> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => {
    const { path, message } = issue;
    const told =
      wantOf(
        issue,
        valueAt(
          row,
          path.filter((key) => typeof key !== "symbol"),
        ),
      ) ??
      leastOf(issue) ??
      message;
    return path.length === 0 ? told : `"${path.join(".")}": ${told}`;
  });
  throw new ConfigError(`${where}: ${complaints.join("; ")}`);
}

/** The least that a number or a list may be; a message of the schema's own is kept. */
function leastOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== "too_small" || !issue.message.startsWith("Too small")) return undefined;
  const { origin, minimum } = issue;
  return origin === "array" ? `must have at least ${minimum} values` : `must be >= ${minimum}`;
}

/** Rows as the text of a JSONL file. */
export function jsonlOf(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
