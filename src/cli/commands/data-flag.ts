import { existsSync, statSync } from "node:fs";

/** The `--data` flag of every verb that grades. */
export const dataFlag = ["--data <path>", "the data set's file, or a folder whose files are named after it"] as const;

/** The config keys that `--data` sets: a folder's files are told apart by their names, a file holds the test problems. */
export function dataKeys(data: string | undefined): Readonly<Record<string, string>> {
  if (data === undefined) return {};
  const isFolder = existsSync(data) && statSync(data).isDirectory();
  return isFolder ? { "task.folder": data } : { "task.files.test": data };
}
