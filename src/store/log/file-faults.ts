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
  return withPages(file, ({ fileBytes, pageSize, log }) => {
    const faults = log.faults.map(({ where, what }) => ({ where: `-wal ${where}`, what }));
    const torn = fileBytes % pageSize;
    const last = Math.ceil(fileBytes / pageSize);
    if (torn === 0 || log.committed.has(last)) return faults; // the log holds what a killed process left half written
    const where = ` page ${last} (bytes ${fileBytes - torn} to ${last * pageSize})`;
    return [...faults, { where, what: `it is torn off: ${torn} of ${pageSize} bytes are there` }];
  });
}
