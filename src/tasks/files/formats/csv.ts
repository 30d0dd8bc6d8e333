import { parse } from "csv-parse/sync";
import { ConfigError } from "../../../mdp/index.ts";
import { type Row, rowOf } from "../row.ts";

/**
 * The rows of a CSV or TSV text with a header line; every value is text. Semicolons, tabs and bars separate as well, where the
 * header line has them: spreadsheets write what the country writes.
 *
 * @param usual what separates, unless the header says otherwise
 * @throws ConfigError with the line whose columns do not fit the header, or a name that two columns have
 */
export function csvRows(text: string, file: string, usual: "," | "\t"): Row[] {
  const [, named, rest] = /^sep=(.)\r?\n([^]*)$/i.exec(text) ?? []; // Excel's own line
  const table = rest ?? text;
  const delimiter = named ?? delimiterOf(table, usual);
  let records: unknown[];
  try {
    const columns = (names: string[]): string[] => uniqueNames(names, file);
    records = parse(table, { bom: true, columns, delimiter, skip_empty_lines: true });
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file}: not CSV with a header line: ${why}`, { cause });
  }
  return records.map((record, index) => rowOf(record, `${file} row ${index + 1}`));
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The separator that stands most often between the names of the header, outside quotes. */
function delimiterOf(table: string, usual: "," | "\t"): string {
  const header = (/^(?:"[^"]*"|[^"\r\n])*/.exec(table)?.[0] ?? "").replaceAll(/"[^"]*"/g, "");
  const times = (one: string): number => header.split(one).length - 1;
  return delimiters.reduce((best: string, one) => (times(one) > times(best) ? one : best), usual);
}

function uniqueNames(names: readonly string[], file: string): string[] {
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`${file}: two columns are named ${JSON.stringify(twice)}; give each a name of its own`);
  }
  return [...names];
}
