import { existsSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DiskError, makeFolder, syncFolder } from "../disk/index.ts";
import { ConfigError, type RunStore } from "../mdp/index.ts";
import { digestOf } from "./canonical-json.ts";
import { configDifference } from "./config-difference.ts";
import { createDocuments } from "./documents.ts";
import { createExamples, type ExampleRecord } from "./examples.ts";
import { createLedger, type LedgerEntry } from "./ledger.ts";
import { markRun, renewMark } from "./identity.ts";
import { recordedConfig } from "./recorded-config.ts";
import { databaseName } from "./log/verify-run.ts";
import { lockRun, type RunLock } from "./lock.ts";
import { writeModelNote } from "./model-note.ts";
import { requireWholeFile } from "./require-whole-file.ts";
import { migrate, schemaVersion, versionOf } from "./schema.ts";
import { createTexts } from "./texts.ts";
import { createTotals } from "./totals.ts";
import { createTrajectories } from "./trajectories.ts";
import { Database, openFor, openToRead } from "./database.ts";
import { createCalls } from "./calls.ts";

/** A run's durable record in a folder: SQLite for what is counted, subfolders for weights. */
export interface RunDirectory extends RunStore {
  /** The run's folder, absolute. */
  readonly dir: string;
  /** The resolved config that the run was started with. */
  readonly config: unknown;
  /** Digest of the config: equal configs, equal digests. */
  readonly digest: string;
  /** Whether the folder still is where it was opened. */
  isThere(): boolean;
  /** The finished steps, in alphabetical order. */
  documentNames(): readonly string[];
  /** Every request and its attempts, in the order of the keys, read as they are visited. */
  recordedAttempts(): Iterable<LedgerEntry>;
  /** The weights of the examples that an iteration trained on. */
  examples(trainedIn: number): readonly ExampleRecord[];
}

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
  makeFolder(dir);
  const lock = lockRun(dir, process.pid);
  const db = opened(lock, () => {
    requireWholeFile(dir);
    return new Database(join(dir, databaseName));
  });
  try {
    versionOf(db); // of a newer program's run nothing is changed
    markRun(db);
    db.writeAhead(() => renewMark(db));
    migrate(db);
    recordConfig(db, dir, config);
    syncFolder(dir); // the files' names are on the disk before anything in them is acknowledged
    return runDirectory(dir, db, () => lock.release());
  } catch (error) {
    closeBoth(db, lock);
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
    throw new ConfigError(`${dir} holds no run (no ${databaseName}); give the --out folder of a run`);
  }
  requireWholeFile(dir);
  const db = openToRead(join(dir, databaseName));
  if (openFor(db, versionOf) === schemaVersion) return openFor(db, () => runDirectory(dir, db));
  db.close();
  return openFor(migrated(dir), (now) => runDirectory(dir, now));
}

/** The database of an earlier version, brought up to this one: in its place, or, where that cannot be written, in a copy. */
function migrated(dir: string): Database {
  const file = join(dir, databaseName);
  try {
    const lock = lockRun(dir, process.pid);
    const db = opened(lock, () => new Database(file));
    try {
      migrate(db);
    } finally {
      closeBoth(db, lock);
    }
    return openToRead(file);
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return openFor(openToRead(file, true), (copy) => (migrate(copy), copy));
  }
}

/** What is opened under a lock; where that fails, the lock is free again. */
function opened<T>(lock: RunLock, open: () => T): T {
  try {
    return open();
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Closes a run's database, and lets go of its lock whatever becomes of that. */
function closeBoth(db: Database, lock: RunLock): void {
  try {
    db.close();
  } finally {
    lock.release();
  }
}

function recordConfig(db: Database, dir: string, config: unknown): void {
  const recorded = recordedConfig(db);
  if (recorded === undefined) {
    db.inTransaction(() =>
      db.prepare("INSERT INTO config (digest, document) VALUES (?, ?)").run(digestOf(config), JSON.stringify(config)),
    );
  } else requireConfig({ dir, ...recorded }, config);
}

/**
 * Checks that a run is asked for under the config that it was started with.
 *
 * @throws ConfigError naming every key that differs
 */
export function requireConfig(run: Pick<RunDirectory, "dir" | "config" | "digest">, config: unknown): void {
  if (run.digest === "" || run.digest === digestOf(config)) return; // "": it died before it was recorded
  const lines = configDifference(run.config, JSON.parse(JSON.stringify(config)));
  throw new ConfigError(
    `run ${run.dir} was started with another config, and a run keeps its config:\n  ${lines.join("\n  ")}\nrestore these keys, or start a new run with another --out`,
  );
}

function runDirectory(dir: string, db: Database, release?: () => void): RunDirectory {
  const canWrite = release !== undefined;
  const recorded = recordedConfig(db);
  const totals = createTotals(db);
  const [ledger, texts] = [createLedger(db, totals), createTexts(db)];
  const documents = createDocuments(db, totals);
  const trajectories = createTrajectories({ db, ledger, texts }, totals);
  const examples = createExamples(db, totals);
  const calls = createCalls(db, totals);
  return {
    dir: resolve(dir),
    config: recorded?.config,
    digest: recorded?.digest ?? "",
    attempts: ledger,
    recordedAttempts: () => ledger.entries(),
    usage: calls,
    folder(name) {
      const folder = stepFolder(dir, name);
      if (canWrite) {
        db.requireThere(); // else it would be created again, and filled
        makeFolder(dirname(folder));
      }
      return folder;
    },
    isThere: () => db.isThere(),
    saveNote: (name, note) => writeModelNote(stepFolder(dir, name), note),
    discard: (name) => rmSync(stepFolder(dir, name), { recursive: true, force: true }),
    document: documents.get,
    saveDocument: documents.save,
    documentNames: documents.names,
    saveTrajectories: trajectories.save,
    trajectories: trajectories.upTo,
    saveExamples: examples.save,
    examples: examples.of,
    close() {
      try {
        if (db.isThere()) calls.flush();
      } finally {
        db.close();
        release?.();
      }
    },
  };
}

/** Names come from the program's steps alone; the check keeps any other text from becoming a path (I11). */
function stepFolder(dir: string, name: string): string {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) {
    throw new Error(`a step's folder is named by a-z, 0-9, - and / between them, got ${JSON.stringify(name)}`);
  }
  const folder = join(resolve(dir), name);
  return folder;
}
