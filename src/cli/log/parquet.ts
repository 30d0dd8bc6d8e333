import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ColumnType, LogTable, TableRow } from "./log-tables.ts";

/** Rows that are put into columns at a time. */
const GROUP_ROWS = 4096;

/** A table as a parquet file; lists and objects are JSON texts. */
export function parquetOf({ columns }: Pick<LogTable, "columns">, rows: Iterable<TableRow>): Uint8Array {
  const names = Object.keys(columns);
  const fields = names.map((name) => ({
    name,
    repetition_type: "OPTIONAL" as const,
    ...TYPES[columns[name] ?? "json"],
  }));
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [{ name: "root", num_children: names.length }, ...fields],
    createdBy: "rise-lm",
  });
  for (const group of groups(rows)) {
    const columnData = names.map((name) => ({
      name,
      data: group.map((row) => cell(row[name], columns[name] ?? "json")),
    }));
    writer.write({ columnData, rowGroupSize: GROUP_ROWS });
  }
  writer.finish();
  return bytes.getBytes();
}

const TYPES = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  json: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  integer: { type: "INT64" },
  number: { type: "DOUBLE" },
  boolean: { type: "BOOLEAN" },
} as const;

function cell(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type === "json") return JSON.stringify(value);
  return type === "integer" ? BigInt(Number(value)) : value;
}

function* groups(rows: Iterable<TableRow>): Generator<readonly TableRow[]> {
  let group: TableRow[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < GROUP_ROWS) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
