import { rmSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { ConfigError, InfrastructureError } from "../../mdp/index.ts";
import { underLock } from "./blob-lock.ts";
import { blobName, openCache, type RepositoryCache } from "./cache.ts";
import { download, isWhole } from "./download.ts";
import { commitOf, type HubFile, listFiles } from "./listing.ts";
import { lockFolder } from "../../hub-cache/index.ts";
import { checkRepository, filePath, type Repository } from "./repository.ts";
import type { HubClient } from "./request.ts";

/** Which files of a repository. */
export interface Pull extends Repository {
  /** A glob over its paths; `**` stands for any folders. */
  readonly files: string;
}

/** Further options of a pull. */
export interface PullOptions {
  readonly signal?: AbortSignal;
  /** Whether the bytes of files that are here already are hashed again; without it their number is looked at. */
  readonly verifies?: boolean;
  /** Called as bytes arrive, with all that have and all that will. */
  readonly onProgress?: (progress: {
    readonly what: string;
    readonly bytes: number;
    readonly totalBytes: number;
  }) => void;
}

/** The files of a pull on this machine. */
export interface Pulled {
  readonly commit: string;
  /** The commit's folder in the cache. */
  readonly folder: string;
  readonly files: readonly { readonly label: string; readonly path: string }[];
}

/**
 * Brings files of a hub repository to the cache that is shared with Python, unless they are there: then nothing is asked of the network,
 * and a branch stays what it was when it was first pulled.
 *
 * @throws ConfigError where the repository or its files are not there or not open to this user
 * @throws InfrastructureError where the hub cannot be reached or what it sends is wrong
 */
export async function pull(client: HubClient, wanted: Pull, options: PullOptions = {}): Promise<Pulled> {
  checkRepository(wanted);
  const cache = openCache(client.settings.cacheFolder, wanted);
  const known = cache.commit();
  if (known !== undefined) {
    const here = await presentFiles(cache, known, wanted.files, options.verifies === true);
    if (here.length > 0) return pulled(cache, wanted, known, here);
  }
  if (client.settings.isOffline)
    throw new InfrastructureError(
      `${wanted.name} is not in the cache, and HF_HUB_OFFLINE forbids the network; unset it, or name a local file`,
    );
  const commit = await commitOf(client, wanted, options.signal);
  const files = cache.files(commit) ?? (await listFiles(client, wanted, commit, options.signal));
  const matching = files.filter(({ path }) => matchesGlob(path, wanted.files));
  if (matching.length === 0) throw new ConfigError(noMatch(wanted, files));
  await bring(client, { cache, wanted, commit, files: matching }, options);
  cache.saveFiles(commit, files);
  cache.saveCommit(commit); // last: what it names is complete
  return pulled(
    cache,
    wanted,
    commit,
    matching.map(({ path }) => path),
  );
}

/** The wanted files that are here; none where one of them is missing or has other bytes than are listed. */
async function presentFiles(
  cache: RepositoryCache,
  commit: string,
  glob: string,
  verifies: boolean,
): Promise<readonly string[]> {
  const present = cache.present(commit).filter((path) => matchesGlob(path, glob));
  const listed = cache.files(commit)?.filter(({ path }) => matchesGlob(path, glob));
  if (listed === undefined) return hasAllShards(present) ? present.toSorted() : []; // Python lists a commit only where it pulls all of it
  for (const file of listed) {
    if (!present.includes(file.path) || !(await isWhole(cache.place(commit, file.path), file, verifies))) return [];
  }
  return present.toSorted();
}

/** Whether no shard is missing of files named `-00000-of-00002`. */
function hasAllShards(paths: readonly string[]): boolean {
  return paths.every((path) => {
    const [, stem, count] = /^(.*)-\d{5}-of-(\d{5})/.exec(path) ?? [];
    return count === undefined || paths.filter((other) => other.startsWith(`${stem}-`)).length >= Number(count);
  });
}

async function bring(
  client: HubClient,
  { cache, wanted, commit, files }: { cache: RepositoryCache; wanted: Pull; commit: string; files: readonly HubFile[] },
  { signal, onProgress, verifies = false }: PullOptions,
): Promise<void> {
  const locks = lockFolder(client.settings.cacheFolder, wanted);
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  let bytesBefore = 0;
  for (const file of files) {
    const blob = cache.blob(file);
    const what = `${wanted.name} ${file.path}`;
    const url = `${client.settings.endpoint}${filePath(wanted, commit, file.path)}`;
    const onBytes = (count: number): void =>
      onProgress?.({ what: wanted.name, bytes: bytesBefore + count, totalBytes });
    const bringOne = async (): Promise<void> => {
      if (await isWhole(blob, file, verifies)) return;
      rmSync(blob, { force: true }); // cut short or damaged, by whomever
      await download(client, { url, what, file, blob, signal, onBytes });
    };
    await underLock(join(locks, `${blobName(file)}.rise.lock`), bringOne, signal);
    cache.link(commit, file);
    bytesBefore += file.size;
    onBytes(0);
  }
}

function pulled(cache: RepositoryCache, { name }: Pull, commit: string, paths: readonly string[]): Pulled {
  const files = paths.toSorted().map((path) => ({ label: `${name} ${path}`, path: cache.place(commit, path) }));
  return { commit, folder: join(cache.folder, "snapshots", commit), files };
}

function noMatch({ name, files: glob }: Pull, files: readonly HubFile[]): string {
  const some = files.slice(0, 8).map(({ path }) => path);
  return `repository ${name} has no files ${glob}, got ${some.join(", ") || "none"}; name your own with --data or task.files`;
}
