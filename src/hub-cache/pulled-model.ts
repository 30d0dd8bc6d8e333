import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { readCommit, repositoryFolder, snapshotFolder } from "./layout.ts";
import { hubSettings } from "./settings.ts";

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
  const repository = repositoryFolder(hubSettings(env, homedir()).cacheFolder, { kind: "model", name });
  if (revision.includes("..")) return undefined;
  const commit = readCommit(repository, revision);
  if (commit === undefined) return undefined;
  const folder = snapshotFolder(repository, commit);
  return existsSync(folder) ? folder : undefined;
}
