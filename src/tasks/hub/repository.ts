import { join } from "node:path";
import { ConfigError } from "../../mdp/index.ts";

/** A repository of the hub at a revision. */
export interface Repository {
  readonly kind: "dataset" | "model";
  /** Such as "openai/gsm8k". */
  readonly name: string;
  /** A branch, tag or commit. */
  readonly revision: string;
}

/**
 * Refuses names that could lead out of the cache or to another place of the server.
 *
 * @throws ConfigError
 */
export function checkRepository({ name, revision }: Repository): void {
  if (!/^[\w.-]{1,96}(\/[\w.-]{1,96})?$/.test(name) || hasDots(name))
    throw new ConfigError(`repository must read owner/name, got ${JSON.stringify(name)}; such as openai/gsm8k`);
  if (!/^[\w./-]{1,200}$/.test(revision) || hasDots(revision) || revision.startsWith("/"))
    throw new ConfigError(`revision must be a branch, tag or commit, got ${JSON.stringify(revision)}; try main`);
}

/** Whether a path has a part that is empty or made of dots. */
export function hasDots(path: string): boolean {
  return path.split("/").some((part) => /^\.*$/.test(part));
}

/** Whether a revision is a whole commit hash: what it stands for never changes. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** A repository's folder in the cache, named as Python names it: `datasets--openai--gsm8k`. */
export function repositoryFolder(cacheFolder: string, { kind, name }: Repository): string {
  return join(cacheFolder, folderName(kind, name));
}

/** The folder of a repository's locks. */
export function lockFolder(cacheFolder: string, { kind, name }: Repository): string {
  return join(cacheFolder, ".locks", folderName(kind, name));
}

const folderName = (kind: string, name: string): string => [`${kind}s`, ...name.split("/")].join("--");

/** The path of a repository's API on the hub. */
export function apiPath({ kind, name }: Repository): string {
  return `/api/${kind}s/${name}`;
}

/** The path of a file of a commit on the hub. */
export function filePath({ kind, name }: Repository, commit: string, path: string): string {
  const place = kind === "model" ? name : `${kind}s/${name}`;
  return `/${place}/resolve/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
