import { checksumOf, type Value } from "../checksum.ts";
import { digestOf } from "../canonical-json.ts";
import type { PageRecord } from "./pages.ts";

/** The tables whose rows bear checksums. Rows of those without row ids are told from others by their number of columns. */
export const rowTables = {
  requests: { columns: 6, hasRowId: true, key: 1 },
  texts: { columns: 3, hasRowId: true, key: 1 },
  calls: { columns: 5, hasRowId: true, key: 0 },
  documents: { columns: 3, hasRowId: false, key: 1 },
  totals: { columns: 4, hasRowId: false, key: 1 },
  trajectories: { columns: 6, hasRowId: false, key: 2 },
  turns: { columns: 16, hasRowId: false, key: 3 },
  examples: { columns: 9, hasRowId: false, key: 2 },
} as const;

/** A table whose rows bear checksums. */
export type RowTable = keyof typeof rowTables;

const tables = Object.entries(rowTables) as readonly [RowTable, (typeof rowTables)[RowTable]][];

/** A row that is as it was written. */
interface StoredRow {
  readonly table: RowTable | "config";
  readonly values: readonly Value[];
  readonly rowId: number | undefined;
}

/** A record as the row that it is, where it is one and its checksum is right. */
export function rowOf({ values, rowId }: PageRecord): StoredRow | undefined {
  if (rowId !== undefined && isConfig(values)) return { table: "config", values, rowId };
  const hasRowId = rowId !== undefined;
  const found = tables.find(([, table]) => table.hasRowId === hasRowId && table.columns === values.length);
  if (found === undefined || !isIntact(values)) return undefined;
  return { table: found[0], values, rowId };
}

/** Whether a row's last value is the checksum of the others. */
export function isIntact(values: readonly Value[]): boolean {
  return values.at(-1) === checksumOf(...values.slice(0, -1));
}

/** Whether a row of the config is as it was written: its digest comes first. */
export function isConfig([digest, text, ...more]: readonly Value[]): boolean {
  if (more.length > 0 || typeof digest !== "string" || typeof text !== "string") return false;
  try {
    return digestOf(JSON.parse(text)) === digest;
  } catch {
    return false; // no JSON
  }
}

/** The key of a request, from an entry of the index of the keys: what is lost may still be named there. */
export function requestKeyOf({ values, rowId }: PageRecord): string | undefined {
  const [key, row, ...more] = values;
  const isEntry = rowId === undefined && more.length === 0 && typeof row === "number" && typeof key === "string";
  return isEntry && key.includes("/") ? key : undefined;
}
