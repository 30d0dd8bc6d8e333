import { statSync } from "node:fs";
import { withPages } from "./run-pages.ts";

/**
 * What can be seen of a database's file before SQLite opens it, which would take an emptied one for a new one and delete its log, and
 * drop without a word whatever comes after a damaged place of the log.
 *
 * @returns where: "" for the file itself, "-wal bytes ..." for its log, " bytes ..." for a part of it
 */
export function fileFaults(file: string): readonly { readonly where: string; readonly what: string }[] {
  if (statSync(file).size === 0) return [{ where: "", what: "it is empty" }];
  return withPages(file, ({ fileBytes, pageSize, log, committed }) => {
    const inLog = log.faults.map(({ where, what }) => ({ where: `-wal ${where}`, what }));
    const head = isHeadWhole(committed.at(1)) ? [] : [{ where: " bytes 16 to 24", what: "its head is damaged" }];
    const faults = [...inLog, ...head];
    const torn = fileBytes % pageSize;
    const last = Math.ceil(fileBytes / pageSize);
    if (torn === 0 || log.committed.has(last)) return faults; // the log holds what a killed process left half written
    const where = ` page ${last} (bytes ${fileBytes - torn} to ${last * pageSize})`;
    return [...faults, { where, what: `it is torn off: ${torn} of ${pageSize} bytes are there` }];
  });
}

/** SQLite opens a file whose versions it does not know to read alone, and says no word. The other bytes are the same in every file. */
function isHeadWhole(page: Uint8Array | undefined): boolean {
  if (page === undefined) return true;
  const [writeVersion = 0, readVersion = 0, ...fixed] = page.subarray(18, 24);
  return [writeVersion, readVersion].every((one) => one === 1 || one === 2) && fixed.join() === "0,64,32,32";
}
