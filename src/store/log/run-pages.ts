import { closeSync, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import { telling } from "../../disk/index.ts";
import { identityBytes, isIdentity } from "../identity.ts";
import { filePages, u32, type Pages } from "./pages.ts";
import { readWriteAheadLog, type WriteAheadLog } from "./write-ahead-log.ts";

/** A run's database as bytes, with what its write-ahead log puts above it. */
export interface RunPages {
  readonly fileBytes: number;
  readonly pageSize: number;
  readonly log: WriteAheadLog;
  /** Whether a log lies there that is another run's, or of another time; nothing of it is read. */
  readonly isLogForeign: boolean;
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
      const found = readWriteAheadLog(logBytes, pages.size);
      const what = isForeign(found, pages)
        ? "it is another run's log, copied beside this run's file"
        : older(found, pages);
      const isLogForeign = what !== undefined;
      const log = isLogForeign ? unread(logBytes.length, what) : found;
      const [committed, readable] = [above(pages, log.committed), above(pages, log.readable)];
      return use({ fileBytes, pageSize: pages.size, log, isLogForeign, committed, readable });
    } finally {
      closeSync(descriptor);
    }
  });
}

/**
 * Whether a log's head bears another number than the file's, which every head that is written above it copies. Nothing is told by a
 * log without a head: it was killed before its first commits were acknowledged.
 */
function isForeign(log: WriteAheadLog, pages: Pages): boolean {
  const [own, logged] = [pages.at(1), log.committed.get(1)].map((head) => head && u32(head, identityBytes[0]));
  if (own === undefined || logged === undefined || own === 0) return false; // 0: an earlier version wrote it
  return own !== logged && isIdentity(own) && isIdentity(logged);
}

/** What is said of a log that would take the file back to what it was. A run's database never becomes smaller. */
function older({ pageCount }: WriteAheadLog, { count }: Pages): string | undefined {
  if (pageCount === 0 || pageCount >= count) return undefined;
  return `it is older than the file: its database has ${pageCount} pages, the file ${count}`;
}

const unread = (logBytes: number, what: string): WriteAheadLog => ({
  committed: new Map(),
  pageCount: 0,
  readable: new Map(),
  faults: [{ where: `bytes 0 to ${logBytes}`, what }],
});

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
