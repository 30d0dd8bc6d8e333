import type { CachedRepository } from "../../hub-cache/index.ts";
import { ConfigError } from "../../mdp/index.ts";

/** A repository of the hub at a revision. */
export interface Repository extends CachedRepository {
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

/** The path of a repository's API on the hub. */
export function apiPath({ kind, name }: Repository): string {
  return `/api/${kind}s/${name}`;
}

/** The path of a file of a commit on the hub. */
export function filePath({ kind, name }: Repository, commit: string, path: string): string {
  const place = kind === "model" ? name : `${kind}s/${name}`;
  return `/${place}/resolve/${commit}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
