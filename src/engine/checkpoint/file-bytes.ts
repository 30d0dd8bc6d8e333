import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { telling } from "../../disk/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";

/** Opens a file for as long as it is used. */
export function withFile<R>(file: string, use: (descriptor: number) => R): R {
  return telling(`cannot read ${file}`, file, () => {
    const descriptor = openSync(file, "r");
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Tells a file from another that takes its name later. */
export function identityOf(descriptor: number): string {
  const { dev, ino, size, mtimeMs } = fstatSync(descriptor);
  return [dev, ino, size, mtimeMs].join();
}

/** @throws CheckpointError if the file is no longer the one that was opened */
export function requireSame(descriptor: number, file: string, identity: string): void {
  if (identityOf(descriptor) === identity) return;
  throw new CheckpointError(`${file} was changed after it was opened; let its writer finish, then run again`);
}

/** Fills an array with the file's bytes from `position` on. */
export function fill(descriptor: number, bytes: Uint8Array, position: number, file: string): void {
  let filled = 0;
  while (filled < bytes.length) {
    // One read call moves at most 2 GiB on Linux.
    const wanted = Math.min(bytes.length - filled, 2 ** 30);
    const got = readSync(descriptor, bytes, filled, wanted, position + filled);
    if (got === 0) {
      throw new CheckpointError(
        `${file} must have ${bytes.length} bytes at ${position}, got ${filled}: it became shorter while it was read`,
      );
    }
    filled += got;
  }
}
