import { DamageError } from "../mdp/index.ts";
import { addedTo, checksumOf } from "./checksum.ts";
import type { Database } from "./database.ts";

/** How many rows a table, or an iteration's part of it, holds, and the sum of their checksums in any order. */
export interface Total {
  readonly rows: number;
  readonly sum: number;
}

/** The totals of a run: a row that is gone from a damaged page is missed nowhere else. */
export interface Totals {
  /** Adds rows in the transaction that inserts them. */
  add(name: string, checksums: readonly number[]): void;
  /** @throws DamageError if its record is damaged */
  of(name: string): Total;
  /** @throws DamageError if what was found is not what was written */
  require(name: string, found: Total): void;
  names(): readonly string[];
}

/** No rows. */
export const noRows: Total = { rows: 0, sum: 0 };

/** A total with one more row. */
export function plus({ rows, sum }: Total, checksum: number): Total {
  return { rows: rows + 1, sum: addedTo(sum, checksum) };
}

/** The totals in an open run's database. */
export function createTotals(db: Database): Totals {
  const select = db.prepare("SELECT name, row_count, sum, checksum FROM totals WHERE name = ?");
  const replace = db.prepare("INSERT OR REPLACE INTO totals (name, row_count, sum, checksum) VALUES (?, ?, ?, ?)");
  const list = db.prepare("SELECT name FROM totals ORDER BY name");
  const of = (name: string): Total => {
    const row = select.get(name);
    if (row === undefined) return noRows;
    const total = { rows: Number(row["row_count"]), sum: Number(row["sum"]) };
    if (checksumOf(name, total.rows, total.sum) === row["checksum"]) return total;
    throw damaged(db, `the total of ${name}`, "its checksum is another");
  };
  return {
    of,
    names: () => list.all().map((row) => String(row["name"])),
    add(name, checksums) {
      const { rows, sum } = checksums.reduce(plus, of(name));
      replace.run(name, rows, sum, checksumOf(name, rows, sum));
    },
    require(name, found) {
      const want = of(name);
      if (found.rows !== want.rows) {
        throw damaged(db, `${name}`, `it must have ${want.rows} rows, got ${found.rows}`);
      }
      if (found.sum !== want.sum) throw damaged(db, `${name}`, "a row is another than was written");
    },
  };
}

/** Damage in words, with the way to mend it. */
export function damaged(db: Pick<Database, "folder" | "file">, where: string, what: string): DamageError {
  return new DamageError(
    `${db.file} is damaged at ${where}: ${what}; \`npx rise-lm log verify ${db.folder}\` says where else, ` +
      `\`npx rise-lm log recover ${db.folder}\` keeps what is whole`,
  );
}
