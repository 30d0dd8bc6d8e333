import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ConfigError, type Split } from "../../mdp/index.ts";
import { csvRows } from "./formats/csv.ts";
import { jsonLinesRows } from "./formats/json-lines.ts";
import { jsonRows } from "./formats/json.ts";
import { parquetRows } from "./formats/parquet.ts";
import { otherThan, refuseOtherBytes } from "./other-bytes.ts";
import type { Row } from "./row.ts";
import { utf8Text } from "./utf8.ts";

type ReadFormat = (bytes: Uint8Array<ArrayBuffer>, file: string, split: Split) => Row[] | Promise<Row[]>;

const textFormat =
  (rows: (text: string, file: string, split: Split) => Row[]): ReadFormat =>
  (bytes, file, split) =>
    rows(utf8Text(bytes, file), file, split);

const formats: Readonly<Record<string, ReadFormat>> = {
  jsonl: textFormat(jsonLinesRows),
  ndjson: textFormat(jsonLinesRows),
  json: textFormat(jsonRows),
  csv: textFormat((text, file) => csvRows(text, file, ",")),
  tsv: textFormat((text, file) => csvRows(text, file, "\t")),
  parquet: parquetRows,
};

const extensionOf = (file: string): string => /\.([a-z]+)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase() ?? "";

/** Whether a file's name is of a format that is read: .jsonl, .ndjson, .json, .csv, .tsv (each may be .gz), .parquet. */
export function isDataFile(file: string): boolean {
  return Object.hasOwn(formats, extensionOf(file));
}

/**
 * The rows of a data file, in the file's order; its format goes by its name.
 *
 * @param split whose rows are wanted, where the file holds several
 * @param label what messages call the file
 * @throws ConfigError where the file cannot be read, is of no known format, or a row is not as it must be
 */
export async function readRows(file: string, split: Split, label = file): Promise<Row[]> {
  const format = formats[extensionOf(file)];
  if (format === undefined) throw noFormat(file, label);
  const bytes = unpacked(bytesOf(file, label), file, label);
  refuseOtherBytes(bytes, label, extensionOf(file) === "parquet");
  return format(bytes, label, split);
}

/** A new name helps where the file is a table of text, not where it is something else. */
function noFormat(file: string, label: string): ConfigError {
  const what = otherThan(bytesOf(file, label));
  if (what !== undefined)
    return new ConfigError(`data file ${label} must be JSONL, JSON, CSV, TSV or parquet, got ${what}`);
  return new ConfigError(`data file ${label} must be named .${Object.keys(formats).join(", .")}; rename it`);
}

function bytesOf(file: string, label: string): Uint8Array<ArrayBuffer> {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`cannot read the data file ${label}; check its path`, { cause });
  }
}

function unpacked(bytes: Uint8Array<ArrayBuffer>, file: string, label: string): Uint8Array<ArrayBuffer> {
  if (!file.endsWith(".gz")) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new ConfigError(`${label}: not gzip, although its name says so`, { cause });
  }
}
