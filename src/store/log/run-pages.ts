import { closeSync, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import { telling } from "../../disk/index.ts";
import { filePages, u32, type Pages } from "./pages.ts";
import { readWriteAheadLog, type WriteAheadLog } from "./write-ahead-log.ts";

/** A run's database as bytes, with what its write-ahead log puts above it. */
export interface RunPages {
  readonly fileBytes: number;
  readonly pageSize: number;
  readonly log: WriteAheadLog;
  /** As SQLite sees it. */
  readonly committed: Pages;
  /** With frames of the log that SQLite no longer reaches. */
  readonly readable: Pages;
}

/** Reads a database's pages, as long as they are used. */
export function withPages<R>(file: string, use: (pages: RunPages) => R): R {
  return telling(`cannot read ${file}`, file, () => {
    const descriptor = openSync(file, "r");
    try {
      const fileBytes = fstatSync(descriptor).size;
      const pages = filePages(descriptor, fileBytes);
      const logBytes = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : new Uint8Array();
      const log = readWriteAheadLog(logBytes, pages.size);
      const committed = above(pages, log.committed);
      return use({ fileBytes, pageSize: pages.size, log, committed, readable: above(pages, log.readable) });
    } finally {
      closeSync(descriptor);
    }
  });
}

/** The version that a database says it has, 0 where it says none. */
export function versionIn(pages: Pages): number {
  const head = pages.at(1);
  return head === undefined ? 0 : u32(head, 60);
}

function above(below: Pages, pages: ReadonlyMap<number, Uint8Array>): Pages {
  const last = [...pages.keys()].reduce((most, number) => Math.max(most, number), 0);
  // A damaged frame may name any page.
  const count = Math.max(below.count, Math.min(last, below.count + pages.size));
  return { count, at: (number) => pages.get(number) ?? below.at(number) };
}
