import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder of a model that `rise pull` or Python downloaded, by its name on the hub.
 *
 * @param name "owner/model"
 * @param revision a branch, a tag or a commit; default: the main branch
 * @param env where the cache is: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, as for Python's huggingface_hub
 * @returns undefined where it was not pulled, or only in part
 */
export function pulledModel(
  name: string,
  revision = "main",
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name) || name.includes("..") || !/^[\w./-]+$/.test(revision)) return undefined;
  const set = (key: string): string | undefined => (env[key] === "" ? undefined : env[key]);
  const home = set("HF_HOME") ?? join(set("XDG_CACHE_HOME") ?? join(homedir(), ".cache"), "huggingface");
  const repository = join(set("HF_HUB_CACHE") ?? join(home, "hub"), `models--${name.replace("/", "--")}`);
  const commit = commitOf(repository, revision);
  if (commit === undefined) return undefined;
  const folder = join(repository, "snapshots", commit);
  return existsSync(folder) ? folder : undefined;
}

function commitOf(repository: string, revision: string): string | undefined {
  const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
  if (isCommit(revision)) return revision;
  const ref = join(repository, "refs", revision);
  if (revision.includes("..") || !existsSync(ref)) return undefined;
  const commit = readFileSync(ref, "utf8").trim();
  return isCommit(commit) ? commit : undefined;
}
