import { randomInt } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { telling } from "../disk/index.ts";
import type { Database } from "./database.ts";

/** Where a database's head holds the number that SQLite leaves to its user. */
export const identityBytes = [68, 72] as const;

const other = 0xa5a5;

/**
 * Gives a run's database a number of its own, in the head of its file: the images of that page in its write-ahead log bear it too. By
 * it a log is told that was copied from another run, which SQLite would read as this one's: two runs of one config have the same keys.
 * Called before anything is written.
 */
export function markRun(db: Database): void {
  if (numberIn(db.file) !== 0) return;
  const isMarked = Number(db.prepare("PRAGMA application_id").get()?.["application_id"]) !== 0; // in the log: it was killed right then
  if (!isMarked) db.exec(`PRAGMA application_id = ${newNumber()}`);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); // into the file itself, for a log to be held against
}

/** Writes the number again as it is: a commit that holds the head, for a log that may hold none yet. */
export function renewMark(db: Database): void {
  const number = Number(db.prepare("PRAGMA application_id").get()?.["application_id"]);
  if (number !== 0) db.exec(`PRAGMA application_id = ${number}`);
}

/** Whether a number is one that {@link markRun} gave, or that of a run which has none yet. */
export function isIdentity(number: number): boolean {
  return number === 0 || (number >>> 16 !== 0 && number >>> 16 === ((number & 0xffff) ^ other));
}

/** A bit of it that flips is noticed: the halves disagree. */
function newNumber(): number {
  const half = randomInt(1, 2 ** 16);
  return (half << 16) | (half ^ other);
}

/** The number in the file, whatever its log says. */
function numberIn(file: string): number {
  return telling(`cannot read ${file}`, file, () => {
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(4); // 0 beyond the end
      readSync(descriptor, bytes, 0, bytes.length, identityBytes[0]);
      return bytes.readUInt32BE();
    } finally {
      closeSync(descriptor);
    }
  });
}
