import { ConfigError, isObject } from "../../../mdp/index.ts";
import { parseExactJson } from "../exact-json.ts";
import { columnsAsRows } from "./json-columns.ts";
import { type Row, rowOf } from "../row.ts";

/**
 * The rows of a JSON text: a list of objects, one object (a data set of one file per problem), an object with exactly one list of
 * objects in it, whatever its name, or an object of columns, as pandas writes it.
 *
 * @throws ConfigError where it is something else
 */
export function jsonRows(text: string, file: string): Row[] {
  const value = parse(text, file);
  const list = Array.isArray(value) ? value : (onlyList(value) ?? columnsAsRows(value, file));
  if (list === undefined) return [rowOf(value, file)];
  return list.map((row, index) => rowOf(row, `${file} row ${index + 1}`));
}

function parse(text: string, file: string): unknown {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new ConfigError(`${file}: not JSON; a file of one object per line must be named .jsonl`, { cause });
  }
}

function onlyList(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const lists = Object.values(value).filter((part): part is unknown[] => Array.isArray(part) && part.every(isObject));
  return lists.length === 1 && lists[0]?.length !== 0 ? lists[0] : undefined;
}
