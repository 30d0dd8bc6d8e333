import { ConfigError } from "../mdp/index.ts";
import type { Database } from "./database.ts";
import { guardTables } from "./guarded-schema.ts";
import { damaged } from "./totals.ts";

/**
 * One step per released version of the run directory, oldest first; a step is never edited after its release, so a run
 * of any version still opens (I9). The database's `user_version` counts the steps it has taken.
 */
const migrations: readonly (string | ((db: Database) => void))[] = [
  `
  CREATE TABLE config (digest TEXT NOT NULL, document TEXT NOT NULL) STRICT;
  CREATE TABLE attempts (
    key TEXT NOT NULL, sample INTEGER NOT NULL,
    text TEXT NOT NULL, stop TEXT NOT NULL, generated_tokens INTEGER NOT NULL, read_tokens INTEGER NOT NULL,
    tokenizer TEXT, prompt BLOB, response BLOB, logprobs BLOB,
    PRIMARY KEY (key, sample)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE documents (name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE trajectories (
    iteration INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, problem TEXT NOT NULL, branches_at INTEGER,
    PRIMARY KEY (iteration, position)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX trajectory_ids ON trajectories (iteration, id);
  CREATE TABLE turns (
    iteration INTEGER NOT NULL, position INTEGER NOT NULL, turn INTEGER NOT NULL,
    state TEXT NOT NULL, acted_by TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT, reason TEXT, reward REAL,
    text TEXT NOT NULL, stop TEXT NOT NULL, generated_tokens INTEGER NOT NULL, read_tokens INTEGER NOT NULL,
    tokenizer TEXT, prompt BLOB, response BLOB, logprobs BLOB,
    PRIMARY KEY (iteration, position, turn)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE examples (
    trained_in INTEGER NOT NULL, position INTEGER NOT NULL,
    id TEXT NOT NULL, trajectory TEXT NOT NULL, turn INTEGER NOT NULL, iteration INTEGER NOT NULL,
    reward REAL NOT NULL, weight REAL NOT NULL,
    PRIMARY KEY (trained_in, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE calls (
    model TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, usd REAL
  ) STRICT;
  `,
  guardTables,
];

/** The version of run directory that this program writes. */
export const schemaVersion = migrations.length;

/**
 * Brings an open database up to this program's schema.
 *
 * @throws ConfigError if a newer program wrote it
 */
export function migrate(db: Database): void {
  const version = versionOf(db);
  for (let step = version; step < schemaVersion; step++) {
    const migration = migrations[step] ?? "";
    db.inTransaction(() => {
      if (typeof migration === "string") db.exec(migration);
      else migration(db);
      db.exec(`PRAGMA user_version = ${step + 1}`);
    });
  }
}

/** The version that a database says it has. */
export function savedVersion(db: Database): number {
  return Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
}

/** The tables of this version. */
const tables = ["calls", "config", "documents", "examples", "requests", "texts", "totals", "trajectories", "turns"];

/** Whether a database has this version's tables, whatever version it says it has: no checksum guards those four bytes. */
export function hasOwnTables(db: Database): boolean {
  const rows = db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
  );
  return rows.all().map(({ name }) => String(name)).join() === tables.join(); // prettier-ignore
}

/** Gives a database with this version's tables its version back. */
export function restoreVersion(db: Database): void {
  db.exec(`PRAGMA user_version = ${schemaVersion}`);
}

/** Where a database's head holds its version. */
export const versionPlace = "run.sqlite bytes 60 to 64";

/** What is wrong with a version that nobody wrote. */
export const notOwnVersion = (version: number): string =>
  `it says version ${version}, and its tables are those of version ${schemaVersion}`;

/**
 * The version of an open run's database.
 *
 * @throws ConfigError if a newer program wrote it; DamageError if no program did: from below 0 there would be no end of steps
 */
export function versionOf(db: Database): number {
  const version = savedVersion(db);
  if (version < 0) throw damaged(db, versionPlace, notOwnVersion(version));
  if (version > schemaVersion) {
    throw new ConfigError(
      `the run directory has version ${version}, this rise reads up to ${schemaVersion}; update rise to open it`,
    );
  }
  return version;
}
