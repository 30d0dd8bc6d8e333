import { existsSync, readdirSync, statSync } from "node:fs";
import { ConfigError } from "../../mdp/index.ts";

/**
 * Whatever lies where a command writes is somebody's: an earlier export, too.
 *
 * @param flag the one that names the folder, for the cure
 * @throws ConfigError if there is a file, or a folder that holds any
 */
export function requireNewFolder(folder: string, flag = "--out"): void {
  if (!existsSync(folder)) return;
  const isFolder = statSync(folder).isDirectory();
  if (isFolder && readdirSync(folder).length === 0) return;
  throw new ConfigError(
    `${flag} must be a new or empty folder, got ${folder}, which ${isFolder ? "holds files already" : "is a file"}; ` +
      `delete it, or give another ${flag}`,
  );
}
