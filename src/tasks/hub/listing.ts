import { z } from "zod";
import { InfrastructureError } from "../../mdp/index.ts";
import { apiPath, hasDots, type Repository } from "./repository.ts";
import { replyText, type ReplyText } from "./reply-text.ts";
import type { HubClient } from "./request.ts";

const sha1 = z.string().regex(/^[0-9a-f]{40}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.number().int().nonnegative();

const revisionSchema = z.object({ sha: sha1 });
const entrySchema = z.object({
  type: z.string(),
  path: z.string().refine((path) => !hasDots(path) && !path.includes("\\"), "leads out of its folder"),
  oid: sha1,
  size: bytes,
  lfs: z.object({ oid: sha256, size: bytes }).optional(),
  xetHash: z.string().optional(),
});

/** A file of a commit: its size and the hash that its bytes must have. */
export interface HubFile {
  readonly path: string;
  /** The git hash of the file, or of the pointer to it. */
  readonly oid: string;
  readonly size: number;
  /** Of large files: the hash of their bytes. */
  readonly lfs?: { readonly oid: string; readonly size: number } | undefined;
  readonly xetHash?: string | undefined;
}

/** The commit that a revision stands for now. */
export async function commitOf(client: HubClient, repository: Repository, signal?: AbortSignal): Promise<string> {
  const { name, revision } = repository;
  const url = `${client.settings.endpoint}${apiPath(repository)}/revision/${encodeURIComponent(revision)}`;
  const what = `repository ${name} at ${revision}`;
  return parse(revisionSchema, (await replyText(client, url, what, signal)).text, what).sha;
}

/** More files than any repository has: the hub's own limit is 100,000. */
const mostFiles = 1_000_000;

/**
 * All files of a commit, page by page.
 *
 * @throws InfrastructureError where the pages do not come to an end
 */
export async function listFiles(
  client: HubClient,
  repository: Repository,
  commit: string,
  signal?: AbortSignal,
): Promise<readonly HubFile[]> {
  const what = `the list of files of ${repository.name}`;
  const files: HubFile[] = [];
  const seen = new Set<string>();
  let url: string | undefined = `${client.settings.endpoint}${apiPath(repository)}/tree/${commit}?recursive=true`;
  while (url !== undefined) {
    const { text, link }: ReplyText = await replyText(client, url, what, signal);
    const entries = parse(z.array(entrySchema), text, what);
    files.push(...entries.filter(({ type }) => type === "file"));
    seen.add(url);
    url = nextPage(link, client.settings.endpoint);
    if (files.length > mostFiles || (url !== undefined && seen.has(url)))
      throw new InfrastructureError(
        `${what} does not come to an end after ${files.length} files; is the endpoint a hub?`,
      );
  }
  return files;
}

function nextPage(link: string | null, endpoint: string): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return url === undefined ? undefined : new URL(url, endpoint).href;
}

function parse<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new InfrastructureError(`the hub's answer is not ${what}; is the endpoint a hub?`, { cause });
  }
}
