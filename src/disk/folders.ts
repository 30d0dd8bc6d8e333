import { closeSync, fsyncSync, mkdirSync, openSync, rmdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { DiskError, diskError, telling } from "./disk-error.ts";

/**
 * Makes a folder and those above it. Node's own `mkdir` with `recursive` never returns in places such as /proc, where a folder
 * exists and yet nothing can be made in it; this one makes each folder once.
 *
 * @throws DiskError naming the folder that cannot be made
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (isFolder(folder)) return; // another process was faster
    throw cannotMake(error, folder, parent);
  }
  syncFolder(parent);
}

/**
 * Checks that a file or folder can be written before hours of work are spent on it; nothing is left behind.
 *
 * @throws DiskError if its folder, or the nearest one above it that exists, takes no new entry
 */
export function requireWritable(path: string): void {
  const target = resolve(path);
  const above = nearestEntry(target);
  if (above === target && !isFolder(target) && !statSync(target).isFile()) return; // a device or a pipe
  const folder = isFolder(above) ? above : dirname(above);
  if (above !== target && !isFolder(above)) {
    throw new DiskError(`cannot write ${path}: ${above} is a file, and a folder was wanted there; choose another path`);
  }
  const trial = join(folder, `.rise-trial-${process.pid}`);
  try {
    mkdirSync(trial);
    rmdirSync(trial);
  } catch (error) {
    throw cannotMake(error, path, folder);
  }
}

/** Waits until the disk has a folder's entries: a new name may else be lost with the power, and its bytes with it. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return; // folders cannot be opened there
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Some network and user-space file systems cannot force a folder, or a device, to the disk, and say so. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["EINVAL", "ENOTSUP", "ENOSYS"].includes(String(error.code));
}

/** /proc answers that what is to be made does not exist. */
function cannotMake(error: unknown, path: string, parent: string): Error {
  if (error instanceof Error && "code" in error && error.code === "ENOENT" && isFolder(parent)) {
    return new DiskError(`cannot write ${path}: nothing can be made in ${parent}; choose another folder`, {
      cause: error,
      code: "ENOENT",
    });
  }
  return diskError(error, `cannot write ${path}`, path);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function nearestEntry(path: string): string {
  const found = telling(`cannot look for ${path}`, path, () => {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined; // a file is above it
      throw error;
    }
  });
  return found !== undefined || basename(path) === "" ? path : nearestEntry(dirname(path));
}
