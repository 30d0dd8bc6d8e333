import type { Database } from "../database.ts";
import type { Total } from "../totals.ts";
import { recordsOn } from "./pages.ts";
import type { RunPages } from "./run-pages.ts";
import { requestKeyOf, rowOf, rowTables, type RowTable } from "./stored-rows.ts";

/** What is known of a damaged database besides the rows that are whole. */
export interface Salvage {
  /** As they were written, as far as they can be read. */
  readonly totals: Map<string, Total>;
  /** The keys of requests that its index names. */
  readonly keys: Set<string>;
  /** The numbers of the calls' rows, which have no other key. */
  readonly calls: Set<number>;
}

/** Inserts every row that is whole, wherever on the pages it lies. Rows are written once: equal keys are equal rows. */
export function insertRows(db: Database, { committed, readable }: RunPages, salvage: Salvage): void {
  const inserts = new Map(
    (Object.keys(rowTables) as RowTable[]).map((table) => {
      const places = Array.from({ length: rowTables[table].columns }, () => "?").join(", ");
      return [table, db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${places})`)];
    }),
  );
  const config = db.prepare("INSERT INTO config SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM config)");
  for (const pages of [committed, readable]) {
    for (const record of recordsOn(pages)) {
      const key = requestKeyOf(record);
      if (key !== undefined) salvage.keys.add(key);
      const row = rowOf(record);
      if (row === undefined) continue;
      const { table, values, rowId = 0 } = row;
      if (table === "config") config.run(...values);
      else if (table === "totals") keepLargest(salvage.totals, values.map(String));
      else if (table === "calls" && salvage.calls.has(rowId)) continue;
      else inserts.get(table)?.run(...values);
      if (table === "calls") salvage.calls.add(rowId);
    }
  }
}

/** An older page may hold an earlier total. */
function keepLargest(totals: Map<string, Total>, [name = "", rows, sum]: readonly string[]): void {
  const total = { rows: Number(rows), sum: Number(sum) };
  if ((totals.get(name)?.rows ?? -1) < total.rows) totals.set(name, total);
}
