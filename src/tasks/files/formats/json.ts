import { ConfigError, isObject, type Split } from "../../../mdp/index.ts";
import { parseExactJson } from "../exact-json.ts";
import { type Row, rowOf } from "../row.ts";
import { splitName } from "../split-name.ts";
import { columnsAsRows } from "./json-columns.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The rows of a JSON text: a list of objects; an object with one list of objects in it, whatever its name; an object of columns, as
 * pandas writes it; an object of rows by their ids; an object of splits, each of them any of these; or one object (a data set of
 * one file per problem).
 *
 * @param split whose rows are wanted, where the file holds several
 * @throws ConfigError where it is something else
 */
export function jsonRows(text: string, file: string, split: Split): Row[] {
  const value = splitIn(parse(text, file), file, split);
  if (Array.isArray(value)) return value.map((row, index) => rowOf(row, `${file} row ${index + 1}`));
  const list = columnsAsRows(value) ?? onlyList(value, file) ?? rowsById(value);
  if (list !== undefined) return list.map((row, index) => rowOf(row, `${file} row ${index + 1}`));
  refuseUneven(value, file);
  return [rowOf(value, file)];
}

function parse(text: string, file: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new ConfigError(`${file}: not JSON; a file of one object per line must be named .jsonl`, { cause });
  }
}

/** `{"train": [...], "test": [...]}`: the part of the split that is asked for. */
function splitIn(value: unknown, file: string, split: Split): unknown {
  if (!isObject(value)) return value;
  const parts = Object.entries(value).filter(([name, part]) => isTable(part) && splitName(name).split !== undefined);
  if (new Set(parts.map(([name]) => splitName(name).split)).size < 2) return value;
  const [part, ...others] = parts.filter(([name]) => splitName(name).split === split);
  if (part !== undefined && others.length === 0) return part[1];
  const names = parts.map(([name]) => JSON.stringify(name)).join(", ");
  throw new ConfigError(
    `${file}: wanted one list of ${split} problems, got the splits ${names}; write those that are meant to a file of their own`,
  );
}

/** Whether it may hold the rows of a split. */
const isTable = (part: unknown): boolean => isObject(part) || (Array.isArray(part) && part.every(isObject));

function onlyList(value: unknown, file: string): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined;
  const lists = Object.entries(value).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every(isObject),
  );
  if (lists.length < 2) return lists[0]?.[1];
  const isText = (part: unknown): boolean => typeof part === "string" && /\S\s+\S/.test(part);
  if (Object.values(value).some(isText)) return undefined; // a row, such as a question with its tests and its hints
  const names = lists.map(([name, rows]) => `${JSON.stringify(name)} of ${rows.length}`).join(", ");
  throw new ConfigError(
    `${file}: wanted one list of rows, got ${names}; write the one that is meant to a file of its own`,
  );
}

/** `{"q1": {"question": ..., "answer": ...}, "q2": ...}`: rows that have two names in common, at the least. */
function rowsById(value: unknown): readonly Fields[] | undefined {
  if (!isObject(value)) return undefined;
  const rows = Object.entries(value);
  const objects = rows.map(([, row]) => row).filter(isObject);
  const [first] = objects;
  if (first === undefined || objects.length < Math.max(2, rows.length)) return undefined;
  const common = Object.keys(first).filter((name) => objects.every((row) => Object.hasOwn(row, name)));
  return common.length < 2 ? undefined : rows.map(([id], i) => ({ id, ...objects[i] }));
}

/** Lists that are no columns, for their lengths differ, and no rows. */
function refuseUneven(value: unknown, file: string): void {
  if (!isObject(value)) return;
  const lists = Object.entries(value).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  if (lists.length < 2 || lists.length < Object.keys(value).length) return;
  const found = lists.map(([name, cells]) => `${name} ${cells.length}`).join(", ");
  throw new ConfigError(
    `${file}: an object of columns needs as many cells in each, got ${found}; write one object per row`,
  );
}
