import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ConfigError, type RunStore } from "../mdp/index.ts";
import { digestOf } from "./canonical-json.ts";
import { configDifference } from "./config-difference.ts";
import { createDocuments } from "./documents.ts";
import { createExamples, type ExampleRecord } from "./examples.ts";
import { createLedger } from "./ledger.ts";
import { lockRun } from "./lock.ts";
import { migrate, schemaVersion, versionOf } from "./schema.ts";
import { createTrajectories } from "./trajectories.ts";
import { inTransaction } from "./transaction.ts";
import { createCalls } from "./calls.ts";

/** A run's durable record in a folder: SQLite for what is counted, subfolders for weights. */
export interface RunDirectory extends RunStore {
  /** The run's folder, absolute. */
  readonly dir: string;
  /** The resolved config that the run was started with. */
  readonly config: unknown;
  /** Digest of the config: equal configs, equal digests. */
  readonly digest: string;
  /** The finished steps, in alphabetical order. */
  documentNames(): readonly string[];
  /** The weights of the examples that an iteration trained on. */
  examples(trainedIn: number): readonly ExampleRecord[];
}

const databaseName = "run.sqlite";

/** Whether a folder holds a run. */
export function isRunDirectory(dir: string): boolean {
  return existsSync(join(dir, databaseName));
}

/**
 * Opens a run to write it, creating it where there is none. One process at a time; everything is durable as soon as the
 * call that writes it returns.
 *
 * @param config the resolved config, as JSON; recorded with a new run
 * @throws ConfigError if another process writes the run, or the run was started with another config
 */
export function openRun(dir: string, config: unknown): RunDirectory {
  mkdirSync(dir, { recursive: true });
  const lock = lockRun(dir, process.pid);
  const db = new DatabaseSync(join(dir, databaseName));
  try {
    // FULL: what a call has acknowledged is on the disk, not in the system's memory (I1).
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    migrate(db);
    recordConfig(db, dir, config);
    return runDirectory(dir, db, () => lock.release());
  } catch (error) {
    db.close();
    lock.release();
    throw error;
  }
}

/**
 * Opens a run to read it, also while another process writes it.
 *
 * @throws ConfigError if the folder holds no run
 */
export function readRun(dir: string): RunDirectory {
  if (!isRunDirectory(dir)) {
    throw new ConfigError(`${dir} holds no run (no ${databaseName}); give the --out folder of a rise run`);
  }
  const db = new DatabaseSync(join(dir, databaseName), { readOnly: true });
  if (versionOf(db) < schemaVersion) {
    db.close();
    openToMigrate(dir);
    return readRun(dir);
  }
  return runDirectory(dir, db, () => {});
}

function openToMigrate(dir: string): void {
  const lock = lockRun(dir, process.pid);
  const db = new DatabaseSync(join(dir, databaseName));
  migrate(db);
  db.close();
  lock.release();
}

function recordConfig(db: DatabaseSync, dir: string, config: unknown): void {
  const recorded = recordedConfig(db);
  if (recorded === undefined) {
    inTransaction(db, () =>
      db.prepare("INSERT INTO config (digest, document) VALUES (?, ?)").run(digestOf(config), JSON.stringify(config)),
    );
  } else if (recorded.digest !== digestOf(config)) {
    const lines = configDifference(recorded.config, JSON.parse(JSON.stringify(config)));
    throw new ConfigError(
      `run ${dir} was started with another config, and a run keeps its config:\n  ${lines.join("\n  ")}\nrestore these keys, or start a new run with another --out`,
    );
  }
}

function recordedConfig(db: DatabaseSync): { readonly digest: string; readonly config: unknown } | undefined {
  const row = db.prepare("SELECT digest, document FROM config").get();
  return row === undefined ? undefined : { digest: String(row["digest"]), config: JSON.parse(String(row["document"])) };
}

function runDirectory(dir: string, db: DatabaseSync, release: () => void): RunDirectory {
  const recorded = recordedConfig(db);
  const documents = createDocuments(db);
  const trajectories = createTrajectories(db);
  const examples = createExamples(db);
  const calls = createCalls(db);
  return {
    dir: resolve(dir),
    config: recorded?.config,
    digest: recorded?.digest ?? "",
    attempts: createLedger(db),
    usage: calls,
    folder: (name) => stepFolder(dir, name),
    discard: (name) => rmSync(stepFolder(dir, name), { recursive: true, force: true }),
    document: documents.get,
    saveDocument: documents.save,
    documentNames: documents.names,
    saveTrajectories: trajectories.save,
    trajectories: trajectories.upTo,
    saveExamples: examples.save,
    examples: examples.of,
    close() {
      calls.flush();
      db.close();
      release();
    },
  };
}

/** Names come from the program's steps alone; the check keeps any other text from becoming a path (I11). */
function stepFolder(dir: string, name: string): string {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) {
    throw new Error(`a step's folder is named by a-z, 0-9, - and / between them, got ${JSON.stringify(name)}`);
  }
  const folder = join(resolve(dir), name);
  mkdirSync(dirname(folder), { recursive: true });
  return folder;
}
