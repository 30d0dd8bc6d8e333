import { z } from "zod";
import { InfrastructureError } from "../../mdp/index.ts";
import { apiPath, hasDots, type Repository } from "./repository.ts";
import { type HubClient, request } from "./request.ts";

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
export async function commitOf(client: HubClient, repository: Repository): Promise<string> {
  const { name, revision } = repository;
  const url = `${client.settings.endpoint}${apiPath(repository)}/revision/${encodeURIComponent(revision)}`;
  const what = `repository ${name} at ${revision}`;
  return parse(revisionSchema, await (await request(client, url, what)).text(), what).sha;
}

/** All files of a commit, page by page. */
export async function listFiles(
  client: HubClient,
  repository: Repository,
  commit: string,
): Promise<readonly HubFile[]> {
  const what = `the list of files of ${repository.name}`;
  const files: HubFile[] = [];
  let url: string | undefined = `${client.settings.endpoint}${apiPath(repository)}/tree/${commit}?recursive=true`;
  while (url !== undefined) {
    const response: Response = await request(client, url, what);
    const entries = parse(z.array(entrySchema), await response.text(), what);
    files.push(...entries.filter(({ type }) => type === "file"));
    url = nextPage(response.headers.get("link"), client.settings.endpoint);
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
