import { globSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, requireWritable, writeFileWhole } from "../../disk/index.ts";
import { isRunDirectory, readRun, recoverRun, verifyRun, type Recovery, type RunFault } from "../../store/index.ts";
import { requireNewFolder } from "../files/new-folder.ts";
import { logTables, type TableRow } from "../log/log-tables.ts";
import { openEmbeddedEngine } from "../open-engine.ts";
import { weightFaults } from "../recorded-weights.ts";

/** What `rise log verify` and `rise log recover` are asked. */
export interface LogOptions {
  /** The run's folder. */
  readonly dir: string;
}

/** What `rise log verify` found. */
export interface Verification {
  readonly ok: boolean;
  readonly faults: readonly RunFault[];
}

/**
 * Reads a run's record, models and training states against their checksums, and models without any against the digests of their weights
 * that the record holds; writes nothing.
 *
 * @throws ConfigError if the folder holds no run
 */
export async function verifyLog({ dir }: LogOptions): Promise<Verification> {
  const stored = verifyRun(dir);
  // A damaged record may know no digest any more.
  const weights = stored.length > 0 ? [] : await weightFaults(dir, modelFolders(dir), openEmbeddedEngine);
  const faults = [...stored, ...weights];
  return { ok: faults.length === 0, faults };
}

const modelFolders = (dir: string): readonly string[] => globSync("iteration-*/model", { cwd: dir }).toSorted();

/**
 * Makes a damaged run one that continues: what is whole stays, the rest is kept aside and made again by the run's own command.
 *
 * @throws ConfigError if the folder holds no run, or a process writes it
 */
export async function recoverLog({ dir }: LogOptions): Promise<Recovery> {
  const { faults } = isRunDirectory(dir) ? await verifyLog({ dir }) : { faults: [] }; // it may have been moved aside already
  return recoverRun(
    dir,
    faults.flatMap(({ where }) => (modelFolders(dir).includes(where) ? [where] : [])),
  );
}

/** A form of an exported record. */
export type LogForm = "jsonl" | "parquet";

/** What `rise log export` is asked. */
export interface ExportLogOptions extends LogOptions {
  /** Default: jsonl. */
  readonly as?: LogForm;
  /** The folder to write; it must be new or empty. Default: `log-FORM` in the run's folder. */
  readonly out?: string;
}

/** An exported record. */
export interface ExportedLog {
  readonly out: string;
  /** Rows by file. */
  readonly files: Readonly<Record<string, number>>;
}

/**
 * Writes a run's record as tables: attempts, turns, examples, documents, calls. Also while the run is under way.
 *
 * @throws ConfigError if the folder holds no run, or `out` holds files
 */
export async function exportLog({
  dir,
  as = "jsonl",
  out = join(dir, `log-${as}`),
}: ExportLogOptions): Promise<ExportedLog> {
  requireWritable(out);
  requireNewFolder(out);
  const { parquetOf } = await import("../log/parquet.ts");
  const run = readRun(dir);
  const files: Record<string, number> = {};
  try {
    makeFolder(out);
    for (const table of logTables) {
      const name = `${table.name}.${as}`;
      let count = 0;
      const rows = counting(table.rows(run), () => count++);
      writeFileWhole(join(out, name), as === "jsonl" ? lines(rows) : parquetOf(table, rows));
      files[name] = count;
    }
  } finally {
    run.close();
  }
  return { out, files };
}

function* counting(rows: Iterable<TableRow>, count: () => void): Generator<TableRow> {
  for (const row of rows) {
    count();
    yield row;
  }
}

/** Text that is written at a time. */
const CHUNK_CHARACTERS = 2 ** 20;

function* lines(rows: Iterable<TableRow>): Generator<string> {
  let chunk = "";
  for (const row of rows) {
    chunk += `${JSON.stringify(row)}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  yield chunk;
}
