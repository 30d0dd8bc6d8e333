import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where a folder is written before it takes its name, and where the one it replaces waits until then. */
const writingPath = (folder: string): string => `${resolve(folder)}.writing`;
const previousPath = (folder: string): string => `${resolve(folder)}.previous`;

/**
 * Writes a folder so that at every instant, also after a crash or a power cut, the old one or the new one is whole:
 * writes beside, forces to disk, then renames. A folder cannot be renamed over another in one step, so a crash between
 * the two renames leaves the old one as `FOLDER.previous`; `recoverFolder`, which every reader calls, puts it back.
 *
 * @param write fills the empty folder it is given; files must be forced to disk (`writeDurably`)
 */
export function replaceFolder(folder: string, write: (writing: string) => void): void {
  recoverFolder(folder);
  const target = resolve(folder);
  const [writing, previous] = [writingPath(folder), previousPath(folder)];
  rmSync(writing, { recursive: true, force: true }); // what a crash left half-written
  mkdirSync(writing, { recursive: true });
  write(writing);
  syncFolder(writing);
  if (existsSync(target)) renameSync(target, previous);
  renameSync(writing, target);
  syncFolder(dirname(target));
  rmSync(previous, { recursive: true, force: true });
}

/** Undoes the half of a `replaceFolder` that a crash cut in two. Does nothing otherwise. */
export function recoverFolder(folder: string): void {
  const previous = previousPath(folder);
  if (!existsSync(previous)) return;
  if (existsSync(folder)) rmSync(previous, { recursive: true, force: true });
  else renameSync(previous, resolve(folder));
}

/** Writes a file and forces it to the disk. */
export function writeDurably(folder: string, name: string, content: string): void {
  writeFileSync(join(folder, name), content, { flush: true });
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
