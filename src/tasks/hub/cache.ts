import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { z } from "zod";
import { copyDurably, makeFolder, renameDurably, writeFileWhole } from "../../disk/index.ts";
import { isCommit, readCommit, repositoryFolder, snapshotFolder } from "../../hub-cache/index.ts";
import type { HubFile } from "./listing.ts";
import type { Repository } from "./repository.ts";

const treeVersion = 1; // of huggingface_hub's own tree cache
const treeSchema = z.object({
  format_version: z.literal(treeVersion),
  files: z.record(
    z.string(),
    z.object({
      size: z.number(),
      blob_id: z.string(),
      lfs_sha256: z.string().optional(),
      lfs_size: z.number().optional(),
      xet_hash: z.string().optional(),
    }),
  ),
});

/** One repository in the cache that is shared with Python: refs/, blobs/, snapshots/, trees/. */
export interface RepositoryCache {
  readonly folder: string;
  /** The commit that the revision stood for when it was last looked up; undefined where it never was. */
  commit(): string | undefined;
  /** The files of a commit as listed before; undefined where they never were. */
  files(commit: string): readonly HubFile[] | undefined;
  /** Paths of a commit's files that are here. */
  present(commit: string): readonly string[];
  /** Where a file of a commit is, or would be. */
  place(commit: string, path: string): string;
  /** Where a file's bytes are, or would be, by their hash. */
  blob(file: HubFile): string;
  saveFiles(commit: string, files: readonly HubFile[]): void;
  /** Puts a file whose bytes are here into its commit's folder. */
  link(commit: string, file: HubFile): void;
  saveCommit(commit: string): void;
}

/** A file's name among the blobs: the hash of its bytes or, where it is small, its git hash. */
export function blobName({ oid, lfs }: HubFile): string {
  return lfs?.oid ?? oid;
}

/** Opens a repository's cache; nothing is created before something is saved. */
export function openCache(cacheFolder: string, repository: Repository): RepositoryCache {
  const folder = repositoryFolder(cacheFolder, repository);
  const ref = join(folder, "refs", repository.revision);
  const snapshot = (commit: string): string => snapshotFolder(folder, commit);
  const tree = (commit: string): string => join(folder, "trees", `${commit}.json`);
  const place = (commit: string, path: string): string => join(snapshot(commit), ...path.split("/"));
  const blob = (file: HubFile): string => join(folder, "blobs", blobName(file));
  return {
    folder,
    commit: () => readCommit(folder, repository.revision),
    files: (commit) => readTree(tree(commit)),
    present: (commit) => (existsSync(snapshot(commit)) ? pathsUnder(snapshot(commit)) : []),
    place,
    blob,
    saveFiles: (commit, files) => writeFileWhole(tree(commit), treeText(files)),
    link: (commit, file) => linkTo(blob(file), place(commit, file.path)),
    saveCommit: (commit) => (isCommit(repository.revision) ? undefined : writeFileWhole(ref, commit)),
  };
}

function readTree(path: string): readonly HubFile[] | undefined {
  if (!existsSync(path)) return undefined;
  const tree = treeSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).data; // replaced whole: never half written
  if (tree === undefined) return undefined; // of another version: it is listed again
  return Object.entries(tree.files).map(([path, entry]) => ({
    path,
    oid: entry.blob_id,
    size: entry.size,
    lfs: entry.lfs_sha256 === undefined ? undefined : { oid: entry.lfs_sha256, size: entry.lfs_size ?? entry.size },
    xetHash: entry.xet_hash,
  }));
}

function treeText(files: readonly HubFile[]): string {
  const entries = files.map(({ path, size, oid, lfs, xetHash }) => [
    path,
    { size, blob_id: oid, lfs_sha256: lfs?.oid, lfs_size: lfs?.size, xet_hash: xetHash },
  ]);
  return JSON.stringify({ format_version: treeVersion, files: Object.fromEntries(entries) }, undefined, 1);
}

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && existsSync(join(entry.parentPath, entry.name)))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

function linkTo(blob: string, place: string): void {
  if (existsSync(place)) return;
  makeFolder(dirname(place));
  const temporary = `${place}.${process.pid}.tmp`;
  try {
    symlinkSync(relative(dirname(place), blob), temporary);
  } catch {
    copyDurably(blob, temporary); // some systems and file systems have no links
  }
  renameDurably(temporary, place);
}
