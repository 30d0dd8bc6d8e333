import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";
import { changedFiles } from "../../disk/index.ts";
import { ConfigError, DamageError } from "../../mdp/index.ts";
import type { Value } from "../checksum.ts";
import { checksumOf } from "../checksum.ts";
import { openAlone, openToRead, type Database, type Row } from "../database.ts";
import { documentTotal } from "../documents.ts";
import { fileFaults } from "./file-faults.ts";
import { ledgerTotal } from "../ledger.ts";
import { hasOwnTables, notOwnVersion, savedVersion, schemaVersion, versionOf, versionPlace } from "../schema.ts";
import { noRows, plus, type Total } from "../totals.ts";
import { withPages } from "./run-pages.ts";
import { treeFaults } from "./tree-faults.ts";
import { brokenReferences } from "./references.ts";
import { isConfig, isIntact, rowTables, type RowTable } from "./stored-rows.ts";

/** A place of a run that is not as it was written. */
export interface RunFault {
  /** A file of the run's folder, and the bytes, the page or the row in it. */
  readonly where: string;
  readonly what: string;
}

/** The name of a run's database in its folder. */
export const databaseName = "run.sqlite";

/**
 * Reads all that a run holds against its checksums, without writing anything: the database's file and log, its pages, every row, what
 * the rows add up to and refer to, and the sums of the models and training states.
 *
 * @returns what is damaged; empty where all is as it was written
 * @throws ConfigError if the folder holds no run
 */
export function verifyRun(dir: string): readonly RunFault[] {
  const file = join(dir, databaseName);
  if (!existsSync(file)) throw new ConfigError(`${dir} holds no run (no ${databaseName}); give the folder of a run`);
  const inFile = fileFaults(file).map(({ where, what }) => ({ where: `${databaseName}${where}`, what }));
  const isEmpty = inFile.some(({ where }) => where === databaseName);
  const inTrees = isEmpty ? [] : damagedPages(file);
  const inRows = isEmpty ? [] : databaseFaults(file);
  // SQLite's own words say less, where it gives up at such a page.
  const told = inTrees.length === 0 ? inRows : inRows.filter(({ where }) => where !== databaseName);
  return [...inFile, ...inTrees, ...told, ...folderFaults(dir)];
}

function damagedPages(file: string): readonly RunFault[] {
  return withPages(file, ({ committed, pageSize }) =>
    treeFaults(committed).map(({ page, what }) => ({ where: pageText(page, pageSize), what })),
  );
}

const pageText = (page: number, size: number): string =>
  `${databaseName} page ${page} (bytes ${(page - 1) * size} to ${page * size})`;

function databaseFaults(file: string): readonly RunFault[] {
  const faults: RunFault[] = [];
  const among = (where: string, look: () => readonly RunFault[]): void => {
    try {
      faults.push(...look());
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      const { cause } = error;
      faults.push({ where, what: cause instanceof Error ? cause.message : error.message });
    }
  };
  among(databaseName, () => {
    const db = withPages(file, ({ isLogForeign }) => (isLogForeign ? openAlone(file) : openToRead(file)));
    try {
      among(databaseName, () => pageFaults(db));
      const version = savedVersion(db);
      if (version !== schemaVersion && hasOwnTables(db)) faults.push(versionFault(version));
      else if (versionOf(db) < schemaVersion) return []; // its rows bear no checksums
      const found = new Map<string, Total>();
      for (const table of Object.keys(rowTables) as RowTable[]) {
        among(`${databaseName} table ${table}`, () => rowFaults(db, table, found));
      }
      among(`${databaseName} table config`, () => configFaults(db));
      if (faults.length === 0 || isVersionAlone(faults))
        among(`${databaseName} table totals`, () => totalFaults(db, found));
      if (faults.length === 0 || isVersionAlone(faults))
        among(databaseName, () =>
          brokenReferences(db).map(({ where, what }) => ({ where: `${databaseName} ${where}`, what })),
        );
      among(`${databaseName} table documents`, () =>
        goneModels(db, dirname(file)).map((where) => ({ where, what: "it is missing" })),
      );
      return [];
    } finally {
      db.close();
    }
  });
  return faults;
}

/** Whether a version that is another than its tables is all that is wrong. */
export function isVersionAlone(faults: readonly RunFault[]): boolean {
  return faults.length === 1 && faults[0]?.where === versionPlace;
}

const versionFault = (version: number): RunFault => ({
  where: versionPlace,
  what: notOwnVersion(version),
});

/** What SQLite finds in the structure of its pages. */
function pageFaults(db: Database): readonly RunFault[] {
  const size = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
  const lines = db
    .prepare("PRAGMA integrity_check")
    .all()
    .flatMap((row) => String(row["integrity_check"]).split("\n"));
  return lines
    .filter((line) => line !== "ok" && !line.startsWith("*** in database"))
    .map((line) => {
      const page = Number(/\bpage (\d+)/i.exec(line)?.[1] ?? 0);
      return { where: page === 0 ? databaseName : pageText(page, size), what: line };
    });
}

function rowFaults(db: Database, table: RowTable, found: Map<string, Total>): readonly RunFault[] {
  const { key } = rowTables[table];
  const faults: RunFault[] = [];
  for (const row of db.prepare(`SELECT * FROM ${table}`).iterate()) {
    const values = Object.values(row) as Value[]; // of a STRICT table
    if (!isIntact(values)) {
      const name = key === 0 ? "a call to a server" : values.slice(0, key).join(" ");
      faults.push({ where: `${databaseName} table ${table}, ${name}`, what: "it is another than was written" });
    }
    const total = totalNameOf(table, row);
    if (total !== undefined) found.set(total, plus(found.get(total) ?? noRows, countedBy(table, row)));
  }
  return faults;
}

/** The total that a row counts in, if any. */
function totalNameOf(table: RowTable, row: Row): string | undefined {
  if (table === "requests") return ledgerTotal;
  if (table === "documents") return documentTotal;
  if (table === "texts" || table === "totals") return undefined;
  if (table === "calls") return table;
  return `${table}/${String(table === "examples" ? row["trained_in"] : row["iteration"])}`;
}

/** What a row adds to its total: its key's checksum, where a total guards that no key is missing, else its own. */
function countedBy(table: RowTable, row: Row): number {
  if (table === "requests") return checksumOf(String(row["key"]));
  if (table === "documents") return checksumOf(String(row["name"]));
  return Number(row["checksum"]);
}

function configFaults(db: Database): readonly RunFault[] {
  const rows = db.prepare("SELECT digest, document FROM config").all();
  const broken = rows.filter((row) => !isConfig([row["digest"] as Value, row["document"] as Value]));
  return broken.map(() => ({ where: `${databaseName} table config`, what: "it is another than was written" }));
}

function totalFaults(db: Database, found: ReadonlyMap<string, Total>): readonly RunFault[] {
  const wanted = new Map(
    db
      .prepare("SELECT name, row_count, sum FROM totals")
      .all()
      .map(({ name, row_count, sum }) => [String(name), { rows: Number(row_count), sum: Number(sum) }] as const),
  );
  return [...new Set([...wanted.keys(), ...found.keys()])].toSorted().flatMap((name) => {
    const [want, got] = [wanted.get(name) ?? noRows, found.get(name) ?? noRows];
    if (want.rows === got.rows && want.sum === got.sum) return [];
    const what =
      want.rows === got.rows
        ? "a row is another than was written"
        : `${want.rows} rows were written, ${got.rows} are there`;
    return [{ where: `${databaseName} ${name}`, what }];
  });
}

/** Models and training states whose files are not what their sums say. */
function folderFaults(dir: string): readonly RunFault[] {
  return stepFolders(dir).flatMap((folder) =>
    changedFiles(join(dir, folder)).map(({ name, what }) => ({ where: `${folder}/${name}`, what })),
  );
}

/** The folders of models that the record calls trained, and that are not there. */
export function goneModels(db: Database, dir: string): readonly string[] {
  const names = db.prepare("SELECT name FROM documents WHERE name LIKE 'iteration-%/train' ORDER BY name").all();
  const folders = names.map(({ name }) => String(name).replace("/train", "/model"));
  return folders.filter((folder) => !existsSync(join(dir, folder)));
}

/** The folders of models and training states in a run's folder. */
export function stepFolders(dir: string): readonly string[] {
  return globSync("iteration-*/{model,state}", { cwd: dir }).toSorted();
}
