import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { DiskError, fullDisk, isNearlyFull, telling } from "../disk/index.ts";
import { DamageError } from "../mdp/index.ts";
import { GroupSync } from "./group-sync.ts";

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** A prepared statement; what goes wrong is told in words. */
interface Statement {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  iterate(...values: SQLInputValue[]): Generator<Row>;
  run(...values: SQLInputValue[]): void;
}

/** How a database is opened. */
interface DatabaseOptions {
  readonly isReadOnly?: boolean;
  /** How long another process's lock is waited for. */
  readonly timeoutMs?: number;
}

/** A run's database. SQLite's errors speak of numbers; these name the file, what happened to it, and the cure. */
export class Database {
  readonly file: string;
  readonly #db: DatabaseSync;
  readonly #identity: string | undefined;
  readonly #isCopy: boolean;
  /** Of the write-ahead log; absent where nothing is written, or SQLite forces each commit itself. */
  #sync: GroupSync | undefined;

  /** @throws DiskError if there is none and none can be made */
  constructor(file: string, { isReadOnly = false, timeoutMs = 5000 }: DatabaseOptions = {}, isCopy = false) {
    this.file = file;
    this.#isCopy = isCopy;
    this.#db = this.#telling(() => opened(file, isReadOnly, timeoutMs));
    this.#identity = identityOf(plainPath(file));
  }

  /** Whether it is a copy of the run's, made for reading. */
  get isCopy(): boolean {
    return this.#isCopy;
  }

  /** The run's folder. */
  get folder(): string {
    return dirname(plainPath(this.file));
  }

  /**
   * Makes ready to write: into a log that is forced to the disk by `inTransaction` and, once for many, by `append`. Where the file
   * system cannot share memory there is no such log, and SQLite forces each commit itself.
   *
   * @param onNewLog is called before the log is forced to the disk for the first time, and whenever SQLite has begun it anew
   */
  writeAhead(onNewLog: () => void): void {
    const mode = this.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    if (mode !== "wal") return this.exec("PRAGMA synchronous = FULL");
    this.exec("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000");
    this.#sync = new GroupSync(`${this.file}-wal`, onNewLog);
  }

  exec(sql: string): void {
    this.#telling(() => this.#db.exec(sql));
  }

  prepare(sql: string): Statement {
    const statement = this.#telling(() => this.#db.prepare(sql));
    const { file } = this;
    return {
      get: (...values) => this.#telling(() => statement.get(...values)),
      all: (...values) => this.#telling(() => statement.all(...values)),
      run: (...values) => void this.#telling(() => statement.run(...values)),
      *iterate(...values) {
        try {
          yield* statement.iterate(...values);
        } catch (error) {
          throw told(error, file);
        }
      },
    };
  }

  /**
   * Writes as one transaction: durable when it returns, and all or nothing.
   *
   * @throws DiskError if the file is gone: what is written to it would go with it
   */
  inTransaction<T>(write: () => T): T {
    const result = this.#committed(write);
    this.#sync?.now();
    return result;
  }

  /** As `inTransaction`, but durable when what it returns resolves: writes that come together are forced to the disk together. */
  append(write: () => void): Promise<void> {
    this.#committed(write);
    return this.#sync?.soon() ?? Promise.resolve();
  }

  #committed<T>(write: () => T): T {
    this.requireThere();
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = write();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** Whether the file still has its name: a folder may be deleted or moved while a process writes in it. */
  isThere(): boolean {
    return identityOf(plainPath(this.file)) === this.#identity;
  }

  /** @throws DiskError if it has not */
  requireThere(): void {
    if (this.isThere()) return;
    throw new DiskError(
      `the run's folder ${dirname(plainPath(this.file))} is gone: it was deleted or moved while the run wrote in it; ` +
        "move it back and run the same command again, or start again",
    );
  }

  close(): void {
    try {
      if (this.isThere()) this.#sync?.now();
    } finally {
      this.#sync?.close();
      this.#db.close();
    }
    if (this.#isCopy) rmSync(dirname(this.file), { recursive: true, force: true });
  }

  /** After a failure, which is what the caller is told: a disk that failed may fail again, and a full one has rolled back already. */
  #rollBack(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      // SQLite takes the transaction back when the file is opened next.
    }
  }

  #telling<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw told(error, this.file);
    }
  }
}

/**
 * Opens a database to read it, wherever it lies: on media that cannot be written SQLite needs to be told that nobody writes, and
 * what a killed process left beside it is read from a copy.
 *
 * @param asCopy reads a copy in any case, which may be written
 */
export function openToRead(file: string, asCopy = false): Database {
  if (asCopy) return openCopy(file);
  try {
    return new Database(file, { isReadOnly: true });
  } catch (error) {
    if (!(error instanceof DiskError) || !existsSync(file)) throw error;
    const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
    if (wal !== undefined && wal.size > 0) return openCopy(file);
    return openAlone(file);
  }
}

/**
 * Makes something of an open database, which stays open for it.
 *
 * @throws what making it throws; the database is closed then
 */
export function openFor<T>(db: Database, make: (db: Database) => T): T {
  try {
    return make(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens a database to read it without what lies beside it: its log, and whoever writes it. */
export function openAlone(file: string): Database {
  return new Database(`${pathToFileURL(file).href}?immutable=1`, { isReadOnly: true });
}

/** Opening alone touches nothing: a first question shows whether it is there and a database. */
function opened(file: string, readOnly: boolean, timeout: number): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly, timeout });
  try {
    db.exec("SELECT count(*) FROM sqlite_schema");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function openCopy(file: string): Database {
  const folder = mkdtempSync(join(tmpdir(), "rise-read-"));
  const copy = join(folder, basename(file));
  try {
    telling(`cannot read ${file}`, file, () => copyFileSync(file, copy));
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    return new Database(copy, {}, true);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The path of a database that was named by a URL. */
const plainPath = (file: string): string => (file.startsWith("file:") ? fileURLToPath(new URL(file)) : file);

function identityOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino}`;
}

/** SQLite's own error codes, and how each is told. */
function told(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error)) return error;
  const file = plainPath(name);
  const why = WORDS[Number(error.errcode) & 0xff]; // the upper bits say where in SQLite
  if (why === undefined) return error;
  if (why === DAMAGED) {
    const folder = dirname(file);
    return new DamageError(
      `${file} is damaged (${error.message}); \`npx rise-lm log verify ${folder}\` says where, \`npx rise-lm log recover ${folder}\` saves what is whole`,
      { cause: error },
    );
  }
  return new DiskError(`cannot use ${file}: ${why(file, error.message)}`, { cause: error });
}

const DAMAGED = Symbol("damaged");

const WORDS: Readonly<Record<number, typeof DAMAGED | ((file: string, message: string) => string)>> = {
  5: () => "another process writes it; wait until it ends, or stop it",
  8: () => "it cannot be written; check its owner and that the disk is not read-only, or choose another --out",
  10: (file, message) =>
    isNearlyFull(file) ? fullDisk(file) : `the disk failed (${message}); check it, and run the same command again`,
  1: DAMAGED, // our statements are right: what they name is not there
  11: DAMAGED,
  13: (file) => fullDisk(file),
  14: (file, message) =>
    isNearlyFull(file)
      ? fullDisk(file)
      : `${message}; check its path and permissions, and that not too many files are open (ulimit -n), or choose another --out`,
  26: DAMAGED,
};
