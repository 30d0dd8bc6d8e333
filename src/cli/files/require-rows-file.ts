import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { requireWritable } from "../../disk/index.ts";
import { ConfigError } from "../../mdp/index.ts";

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

function beginsWithRow(file: string): boolean {
  try {
    const [line = ""] = readFileSync(file, "utf8").split("\n", 1);
    return typeof JSON.parse(line) === "object";
  } catch {
    return false; // no JSON, or longer than a text can be
  }
}
