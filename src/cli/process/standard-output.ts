import { fstatSync, readlinkSync } from "node:fs";
import { telling, writeAll } from "../../disk/index.ts";

const stdout = 1;

/**
 * Writes on stdout. Node takes a part of the bytes for all of them where stdout is a file on a disk that is almost full.
 *
 * @returns false where a pipe's reader should be waited for, as `process.stdout.write`
 */
export function writeOut(text: string): boolean {
  if (!isFile(stdout)) return process.stdout.write(text);
  telling("cannot write on standard output", fileOf(stdout), () => writeAll(stdout, Buffer.from(text)));
  return true;
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false; // it is closed
  }
}

/** The path of an open file, where the system tells. */
function fileOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return ".";
  }
}
