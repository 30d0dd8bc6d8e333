import { parse } from "csv-parse/sync";
import { ConfigError } from "../../../mdp/index.ts";
import { type Row, rowOf } from "../row.ts";

/**
 * The rows of a CSV or TSV text with a header line; every value is text.
 *
 * @throws ConfigError with the line whose columns do not fit the header
 */
export function csvRows(text: string, file: string, delimiter: "," | "\t"): Row[] {
  let records: unknown[];
  try {
    records = parse(text, { bom: true, columns: true, delimiter, skip_empty_lines: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file}: not CSV with a header line: ${why}`, { cause });
  }
  return records.map((record, index) => rowOf(record, `${file} row ${index + 1}`));
}
