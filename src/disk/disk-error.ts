import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** A file or folder cannot be read or written. The message names it, says why, and what to do. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  /** The system's name of the error, such as ENOSPC; undefined where it has none. */
  readonly code: string | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly code?: string } = {}) {
    super(message, options);
    this.code = options.code;
  }
}

/** The meaning and the cure of each of the system's errors. */
const MEANINGS: Readonly<Record<string, string>> = {
  EDQUOT: "your quota on the disk is used up; make room and run the same command again",
  EFBIG: "the file is larger than this file system or the shell's limit (ulimit -f) allows; choose another place",
  EIO: "the disk failed; check it (dmesg), or choose another, and run the same command again",
  EACCES: "permission is missing; check the owner of the file or choose another folder",
  EPERM: "the system does not permit it; check the owner of the file or choose another folder",
  EROFS: "the file system is read-only; choose another folder",
  ENOENT: "the file or folder does not exist; check its path",
  EEXIST: "something else has that name; choose another",
  ENOTDIR: "a file stands where a folder was wanted; choose another path",
  EISDIR: "a folder stands where a file was wanted; choose another path",
  ENOTEMPTY: "the folder is not empty; choose another",
  ENAMETOOLONG: "the name is too long for the file system; choose a shorter one",
  EINVAL: "the file system does not allow this name or operation; choose another place",
  ELOOP: "its links lead in a circle; choose another path",
  EBUSY: "another program holds it; wait until it ends",
  ETXTBSY: "it is a program that is running; choose another path",
  EMFILE: "too many files are open; raise the limit (ulimit -n)",
  ENFILE: "too many files are open on this machine; end other programs",
  ESTALE: "the network's file system has lost it; mount it again and run the same command again",
  ENODEV: "the device is gone; choose another place",
  ENXIO: "the device is gone; choose another place",
};

/**
 * The system's error in words: what could not be done, why, and the cure; a full disk says how much is free there.
 *
 * @param doing such as "cannot write runs/a/report.html"
 * @param path where the disk is
 * @returns the error itself where it is none of the system's
 */
export function diskError(error: unknown, doing: string, path: string): Error {
  if (error instanceof DiskError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = code === "ENOSPC" ? fullDisk(path) : MEANINGS[code];
  if (why !== undefined) return new DiskError(`${doing}: ${why}`, { cause: error, code });
  return error instanceof Error ? error : new Error(String(error));
}

/** The message on a full disk. */
export function fullDisk(path: string): string {
  const isCounted = isNearlyFull(path) || freeBytes(path) === undefined;
  const why = isCounted ? "" : ", as its file system counts: it, a quota or what it lies on takes no more";
  return `the disk is full (${freeBytesText(path)} free in ${nearestFolder(path)}${why}); make room and run the same command again`;
}

/**
 * Does what touches a file, and tells its failure in words.
 *
 * @param doing as in {@link diskError}
 */
export function telling<T>(doing: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskError(error, doing, path);
  }
}

/** Fewer free bytes than this, and a write that failed for no told reason failed for lack of room. */
const FULL_BYTES = 2 ** 18;

/** Whether a disk has hardly any room left: some libraries, SQLite among them, call that a failure of the disk. */
export function isNearlyFull(path: string): boolean {
  return (freeBytes(path) ?? Infinity) < FULL_BYTES;
}

function freeBytesText(path: string): string {
  const bytes = freeBytes(path);
  return bytes === undefined ? "an unknown number of bytes" : bytesText(bytes);
}

/** Undefined where the folder is gone, or the system does not say. */
function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(nearestFolder(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

function bytesText(bytes: number): string {
  const units = ["bytes", "KB", "MB", "GB", "TB"];
  const unit = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit] ?? ""}`;
}

/** The folder of a path that is there, as far down as there is one. */
function nearestFolder(path: string): string {
  let folder = dirname(resolve(path));
  while (folder !== dirname(folder) && !isThere(folder)) folder = dirname(folder);
  return folder;
}

function isThere(folder: string): boolean {
  try {
    statfsSync(folder);
    return true;
  } catch {
    return false;
  }
}
