import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../../disk/index.ts";

const pollMs = 200;

/**
 * Does a job while no other process does it: SQLite's own lock on a file, which the system lets go of when its holder dies, however it
 * dies. Waits for as long as the other is alive.
 */
export async function underLock<T>(file: string, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  makeFolder(dirname(file));
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    while (!isTaken(db)) await sleep(pollMs, undefined, { signal });
    return await job();
  } finally {
    db.close();
  }
}

function isTaken(db: DatabaseSync): boolean {
  try {
    db.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === 5) return false; // SQLITE_BUSY
    throw error;
  }
}
