import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { telling } from "./disk-error.ts";
import { isUnsupported, makeFolder, syncFolder } from "./folders.ts";

/** A file's content: a text, bytes, or pieces of these in order. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/**
 * Writes a file whole or not at all: beside it, all of it, forced to the disk, then renamed, and the folder forced as well. What
 * stood there stays until then, whenever the process or the machine stops. Folders above are made; a link's target is replaced,
 * not the link; a device or a pipe is written as it is.
 *
 * @throws DiskError that says why not; then nothing was changed
 */
export function writeFileWhole(file: string, content: Content): void {
  telling(`cannot write ${file}`, file, () => {
    makeFolder(dirname(file));
    const before = statSync(file, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile() && !before.isDirectory()) return writeForced(file, content);
    const target = before === undefined ? file : realpathSync(file);
    const writing = writingName(target);
    removeLeftovers(target);
    try {
      writeForced(writing, content);
      if (before !== undefined) chmodSync(writing, before.mode);
      renameDurably(writing, target);
    } catch (error) {
      rmSync(writing, { force: true }); // half a file: a full disk needs the room
      throw error;
    }
  });
}

/**
 * Writes a file of a folder that nobody reads yet, all of it, and forces it to the disk.
 *
 * @throws DiskError that says why not; then half of it may lie there
 */
export function writeDurably(file: string, content: Content): void {
  telling(`cannot write ${file}`, file, () => writeForced(file, content));
}

function writeForced(file: string, content: Content): void {
  const descriptor = openSync(file, "w");
  try {
    for (const piece of piecesOf(content)) writeAll(descriptor, bytesOf(piece));
    force(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a file, whose bytes are on the disk, its final name, and waits until the disk has that as well. */
export function renameDurably(from: string, to: string): void {
  telling(`cannot write ${to}`, to, () => {
    renameSync(from, to);
    syncFolder(dirname(to));
  });
}

/** Copies a file and forces the copy to the disk. */
export function copyDurably(from: string, to: string): void {
  telling(`cannot write ${to}`, to, () => {
    copyFileSync(from, to);
    const descriptor = openSync(to, "r+");
    try {
      force(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Most bytes of one call: Linux moves at most 2 GiB. */
const MOST_BYTES = 2 ** 30;

/**
 * Writes all bytes to an open file: one call of the system may take a part of them and say no word, as on a disk that is almost full.
 *
 * @param position where; absent: where the file is at
 */
export function writeAll(descriptor: number, bytes: Uint8Array, position?: number): void {
  let written = 0;
  while (written < bytes.length) {
    const at = position === undefined ? null : position + written;
    written += writeSync(descriptor, bytes, written, Math.min(bytes.length - written, MOST_BYTES), at);
  }
}

/** Forces an open file's bytes to the disk; what is not a file on a disk has none to be forced to. */
export function force(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
}

function piecesOf(content: Content): Iterable<string | Uint8Array> {
  return typeof content === "string" || content instanceof Uint8Array ? [content] : content;
}

const bytesOf = (piece: string | Uint8Array): Uint8Array => (typeof piece === "string" ? Buffer.from(piece) : piece);

let count = 0;

/** Of this process alone: two that write the same file, as a run and its report, do not write into each other's. */
function writingName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}-${count++}.writing`);
}

/** Removes what killed processes left half written under this file's name. */
function removeLeftovers(file: string): void {
  const prefix = `.${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(prefix) || !name.endsWith(".writing")) continue;
    const pid = Number(/^(\d+)-\d+$/.exec(name.slice(prefix.length, -".writing".length))?.[1] ?? 0);
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) rmSync(join(dirname(file), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // another user's
  }
}
