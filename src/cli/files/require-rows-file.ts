import { existsSync, realpathSync, statSync } from "node:fs";
import { requireWritable } from "../../disk/index.ts";
import { ConfigError, isObject } from "../../mdp/index.ts";
import { headOf } from "./head-of.ts";

const headBytes = 65_536;

/**
 * Where rows are written there may be older rows, and nothing else; asked before hours of sampling are spent on them.
 *
 * @param inputs the files that the rows are made from, which would be lost
 * @throws ConfigError if the file is an input, is a folder, or holds something else than JSONL
 * @throws DiskError if it cannot be written
 */
export function requireRowsFile(file: string, inputs: readonly string[] = []): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory() === true || /[/\\]$/.test(file)) {
    throw new ConfigError(`--out must be a file, got the folder ${file}; name a file in it`);
  }
  requireWritable(file);
  if (there?.isFile() !== true || there.size === 0) return;
  if (inputs.some((input) => existsSync(input) && realpathSync(input) === realpathSync(file))) {
    throw new ConfigError(`--out must be another file than --data, got ${file}, which would be lost; name another`);
  }
  if (!beginsWithRow(file)) {
    throw new ConfigError(
      `--out must be a new file or older rows, got ${file}, which holds something else; name another`,
    );
  }
}

/** Whether the first line is an object; of one that is longer than what is read, its beginning tells. */
function beginsWithRow(file: string): boolean {
  const head = headOf(file, headBytes);
  const end = head.indexOf("\n");
  if (end < 0 && head.length === headBytes) return head.startsWith('{"');
  try {
    const row: unknown = JSON.parse(end < 0 ? head : head.slice(0, end));
    return isObject(row);
  } catch {
    return false;
  }
}
