import { isObject } from "../../../mdp/index.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The rows of a table that is written column by column: `{"question": [...], "answer": [...]}`, pandas' `{"question": {"0": ...}}`,
 * or its `{"columns": [...], "data": [[...]]}`.
 *
 * @returns undefined where the value is no such table: its columns differ in length, or its lists are all lists of rows
 */
export function columnsAsRows(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined;
  return splitTable(value) ?? table(lists(value)) ?? table(indexed(value));
}

/** Columns by name, each with its cells by row. */
type Columns = ReadonlyMap<string, readonly unknown[]>;

function lists(value: Fields): Columns | undefined {
  const columns = Object.entries(value);
  if (columns.length === 0 || !columns.every(([, cells]) => Array.isArray(cells))) return undefined;
  const lists = new Map(columns as [string, readonly unknown[]][]); // checked
  const cells = [...lists.values()].flat();
  return cells.length > 0 && cells.every(isObject) ? undefined : lists;
}

/** `{"question": {"0": "a", "1": "b"}}`: all columns have the same keys, which count the rows. */
function indexed(value: Fields): Columns | undefined {
  const columns = Object.entries(value);
  const [first] = columns;
  if (columns.length < 2 || first === undefined || !isObject(first[1])) return undefined;
  const keys = Object.keys(first[1]);
  const isIndex = keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
  const isAlike = ([, cells]: [string, unknown]): boolean =>
    isObject(cells) && Object.keys(cells).length === keys.length && keys.every((key) => Object.hasOwn(cells, key));
  if (!isIndex || !columns.every(isAlike)) return undefined;
  return new Map(columns.map(([name, cells]) => [name, keys.map((key) => (cells as Fields)[key])])); // checked
}

function table(columns: Columns | undefined): readonly Fields[] | undefined {
  if (columns === undefined) return undefined;
  const [length = 0, ...others] = [...columns.values()].map((cells) => cells.length);
  if (others.some((other) => other !== length)) return undefined;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries([...columns].map(([name, cells]) => [name, cells[row]])),
  );
}

function splitTable({ columns, data }: Fields): readonly Fields[] | undefined {
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined;
  const names = columns.map(String);
  if (!data.every((row) => Array.isArray(row) && row.length === names.length)) return undefined;
  return data.map((row: readonly unknown[]) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}
