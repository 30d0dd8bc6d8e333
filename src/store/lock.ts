import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DiskError, writeFileWhole } from "../disk/index.ts";
import { ConfigError } from "../mdp/index.ts";
import { Database } from "./database.ts";

/** Held while a process writes a run. */
export interface RunLock {
  release(): void;
}

/**
 * Takes a run's lock: SQLite's own lock on a file of the folder. The system lets go of it when the holder dies, however
 * it dies, so a stale lock cannot be and no process id is ever trusted; the id is written beside it for the message only.
 *
 * @throws ConfigError naming the live holder
 */
export function lockRun(folder: string, pid: number): RunLock {
  const holder = join(folder, "lock.pid");
  const db = new Database(join(folder, "lock.sqlite"), { timeoutMs: 200 });
  try {
    db.exec("BEGIN IMMEDIATE");
  } catch (error) {
    db.close();
    if (!isBusy(error)) throw error;
    throw new ConfigError(
      `run ${folder} is being written by process ${readHolder(holder)}; wait until it ends, or stop it (kill -INT PID), or choose another --out`,
      { cause: error },
    );
  }
  try {
    writeFileWhole(holder, `${pid}\n`);
  } catch (error) {
    db.close();
    throw error;
  }
  return { release: () => db.close() };
}

function isBusy(error: unknown): boolean {
  const cause = error instanceof DiskError ? error.cause : undefined;
  return cause instanceof Error && "errcode" in cause && cause.errcode === 5; // SQLITE_BUSY
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "(unknown)"; // the holder has taken the lock and not yet written its id
  }
}
