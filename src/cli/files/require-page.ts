import { statSync } from "node:fs";
import { ConfigError } from "../../mdp/index.ts";
import { requireWritable } from "../../disk/index.ts";
import { headOf } from "./head-of.ts";

const pageHead = /^\s*<!doctype html/i;
const headBytes = 64;

/**
 * Where a page is written there may be an older page, and nothing else: a slip of the keyboard must not replace a run's record.
 *
 * @throws ConfigError if the file is there and is no page, or is a folder
 * @throws DiskError if it cannot be written
 */
export function requirePage(file: string, flag = "--out"): void {
  requireWritable(file);
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory() === true)
    throw new ConfigError(`${flag} must be a file, got the folder ${file}; name a file in it`);
  if (there?.isFile() !== true || there.size === 0) return;
  if (pageHead.test(headOf(file, headBytes))) return;
  throw new ConfigError(
    `${flag} must be a new file or an older page, got ${file}, which holds something else; name another`,
  );
}
