import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { ConfigError, type Split } from "../../mdp/index.ts";
import { isDataFile } from "./read-rows.ts";
import { splitName, splits } from "./split-name.ts";

/**
 * The data files at a path: the file itself, or every data file in the folder, by name.
 *
 * @throws ConfigError where nothing is there, or no data file is in the folder
 */
export function dataFilesAt(path: string): readonly string[] {
  if (!existsSync(path))
    throw new ConfigError(
      `there is no data file or folder ${path} (looked for ${resolve(path)}); a path in a config is looked for from the config's folder, then from the current one`,
    );
  if (!statSync(path).isDirectory()) return [path];
  const files = dataFilesUnder(path);
  if (files.length > 0) return files;
  throw new ConfigError(`folder ${path} holds no data files (.jsonl, .json, .csv, .tsv, .parquet)`);
}

/**
 * A data set's files in a folder, by split. In order of preference: the folder's sub-folders named train, validation and
 * test; files named after the set, with a split's word or without (then they are its test problems); files named after
 * a split alone.
 *
 * @throws ConfigError where no file can be told to be the set's
 */
export function findFiles(folder: string, name: string): Readonly<Partial<Record<Split, readonly string[]>>> {
  const byFolder = bySplit((split) => (isFolder(join(folder, split)) ? dataFilesUnder(join(folder, split)) : []));
  if (byFolder !== undefined) return byFolder;
  const named = dataFilesAt(folder).map((file) => ({ file, ...readName(relative(folder, file)) }));
  const ofSet = [
    named.filter(({ rest }) => rest === compact(name)),
    named.filter(({ rest }) => rest.startsWith(compact(name))),
    named.filter(({ rest, split }) => split !== undefined && rest === ""),
  ].find((matching) => matching.length > 0);
  const found = bySplit((split) =>
    (ofSet ?? []).filter((file) => (file.split ?? "test") === split).map(({ file }) => file),
  );
  if (found !== undefined) return found;
  const some = named.slice(0, 8).map(({ file }) => relative(folder, file));
  throw new ConfigError(
    `folder ${folder} holds no files named after ${name}, got ${some.join(", ")}; name them with task.files.train and task.files.test`,
  );
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

function dataFilesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => isDataFile(file) && !basename(file).startsWith("."))
    .sort()
    .map((file) => join(folder, file));
}

function bySplit(
  filesOf: (split: Split) => readonly string[],
): Readonly<Partial<Record<Split, readonly string[]>>> | undefined {
  const found = splits.map((split) => [split, filesOf(split)] as const).filter(([, files]) => files.length > 0);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

const compact = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** Takes a file's name apart: the split it says it is of, and the rest of it without separators and shard numbers. */
function readName(file: string): { readonly split: Split | undefined; readonly rest: string } {
  const stem = file.replace(/(\.[a-z]+)(\.gz)?$/i, "").replace(/-\d{5}-of-\d{5}(-[0-9a-f]{16})?$/, "");
  const { split, rest } = splitName(stem);
  return { split, rest: rest.join("") };
}
