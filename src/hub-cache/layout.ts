import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a cached repository's folder is named after. */
export interface CachedRepository {
  readonly kind: "dataset" | "model";
  /** Such as "openai/gsm8k". */
  readonly name: string;
}

/** A repository's folder in the cache, named as Python names it: `datasets--openai--gsm8k`. */
export function repositoryFolder(cacheFolder: string, repository: CachedRepository): string {
  return join(cacheFolder, folderName(repository));
}

/** The folder of a repository's locks. */
export function lockFolder(cacheFolder: string, repository: CachedRepository): string {
  return join(cacheFolder, ".locks", folderName(repository));
}

/** The folder of a commit's files. */
export function snapshotFolder(repositoryFolder: string, commit: string): string {
  return join(repositoryFolder, "snapshots", commit);
}

/** The commit that a branch or tag stood for when it was last looked up; undefined where it never was. */
export function readCommit(repositoryFolder: string, revision: string): string | undefined {
  if (isCommit(revision)) return revision;
  const ref = join(repositoryFolder, "refs", revision);
  const text = existsSync(ref) ? readFileSync(ref, "utf8").trim() : "";
  return isCommit(text) ? text : undefined;
}

/** Whether a revision is a whole commit hash: what it stands for never changes. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

const folderName = ({ kind, name }: CachedRepository): string => [`${kind}s`, ...name.split("/")].join("--");
