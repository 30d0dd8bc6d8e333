import { readFileSync, statSync } from "node:fs";
import { identityBytes, isIdentity } from "../identity.ts";
import { u32, type Pages } from "./pages.ts";
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
    const head = committed.at(1);
    const faults = [
      ...inLog,
      ...journalFaults(file, head, committed.count),
      ...headFaults(head),
      ...freeListFaults(committed),
    ];
    const torn = fileBytes % pageSize;
    const last = Math.ceil(fileBytes / pageSize);
    if (torn === 0 || log.committed.has(last)) return faults; // the log holds what a killed process left half written
    const where = ` page ${last} (bytes ${fileBytes - torn} to ${last * pageSize})`;
    return [...faults, { where, what: `it is torn off: ${torn} of ${pageSize} bytes are there` }];
  });
}

/** Bytes of a database's head that are the same in every file of ours, or tell themselves whether they are whole; SQLite believes any of them, and some without a word. */
const fixed: readonly (readonly [from: number, to: number, is: (bytes: Uint8Array, isNew: boolean) => boolean])[] = [
  [18, 24, ([write = 0, read = 0, ...more]) => isVersion(write) && isVersion(read) && more.join() === "0,64,32,32"],
  [44, 48, (bytes, isNew) => u32(bytes, 0) === 4 || isNew], // the schema's format
  [52, 60, (bytes, isNew) => u32(bytes, 0) === 0 && (u32(bytes, 4) === 1 || isNew)], // no vacuum by itself; UTF-8
  [64, 68, (bytes) => bytes.every((byte) => byte === 0)], // no vacuum in steps
  [...identityBytes, (bytes) => isIdentity(u32(bytes, 0))],
  [72, 92, (bytes) => bytes.every((byte) => byte === 0)], // reserved
];
const isVersion = (one: number): boolean => one === 1 || one === 2;

/**
 * SQLite takes back what a rollback journal says was half written, and believes any that lies there. A file with a write-ahead log has
 * none of its own, but for the moment in which it is given its log, when it has one page.
 */
function journalFaults(
  file: string,
  head: Uint8Array | undefined,
  pages: number,
): readonly { readonly where: string; readonly what: string }[] {
  if (head?.[18] !== 2 || pages < 2 || statSync(`${file}-journal`, { throwIfNoEntry: false }) === undefined) return [];
  const journal = readFileSync(`${file}-journal`);
  if ((journal[0] ?? 0) === 0) return []; // SQLite's own sign for one that is done with
  return [
    { where: `-journal bytes 0 to ${journal.length}`, what: "it is another file's journal, copied beside this run's" },
  ];
}

function headFaults(page: Uint8Array | undefined): readonly { readonly where: string; readonly what: string }[] {
  if (page === undefined) return [];
  const isNew = u32(page, 60) === 0; // killed before it had a table
  return fixed
    .filter(([from, to, is]) => !is(page.subarray(from, to), isNew))
    .map(([from, to]) => ({ where: ` bytes ${from} to ${to}`, what: "its head is damaged" }));
}

/** A list of free pages that leads to a page in use would have it written over. */
function freeListFaults(pages: Pages): readonly { readonly where: string; readonly what: string }[] {
  const head = pages.at(1);
  if (head === undefined) return [];
  const fault = [{ where: " bytes 32 to 40", what: "its list of free pages is damaged" }];
  const [first, count] = [u32(head, 32), u32(head, 36)];
  const free = new Set<number>();
  for (let trunk = first; trunk !== 0;) {
    const page = pages.at(trunk);
    if (page === undefined || free.has(trunk) || free.size > count) return fault;
    free.add(trunk);
    const leaves = u32(page, 4);
    if (leaves > page.length / 4 - 2) return fault;
    for (let i = 0; i < leaves; i++) free.add(u32(page, 8 + 4 * i));
    trunk = u32(page, 0);
  }
  return free.size === count && [...free].every((number) => number > 1 && number <= pages.count) ? [] : fault;
}
