import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The fault of the fake, from the next file request on. */
interface Faults {
  /** Close the connection after so many bytes of each response. */
  truncateAt?: number;
  /** Never send anything from this byte of a file on. */
  stopAt?: number;
  /** Wait so long before each 64 KiB. */
  slowMs?: number;
  /** Answer with this status. */
  status?: number;
  /** Send other bytes of the same length. */
  corrupt?: boolean;
  /** Answer a range with the whole file. */
  ignoreRange?: boolean;
  /** For how many requests; default for ever. */
  times?: number;
  /** Close each response a little sooner or later than the one before. */
  wavering?: boolean;
  /** Answer the API without end, or name each page as its own next one. */
  api?: "endless" | "silent" | "circular";
}

/** A hub on the loopback interface that serves one repository's commit. */
export interface FakeHub {
  readonly endpoint: string;
  readonly commit: string;
  /** Requests so far: "GET /path" with its range. */
  readonly requests: readonly string[];
  readonly authorizations: ReadonlySet<string | undefined>;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** A file of the fake; large ones are listed by SHA-256 and served from another origin, as the hub does. */
interface FakeFile {
  readonly content: Buffer;
  readonly isLarge: boolean;
}

const commit = "0123456789abcdef0123456789abcdef01234567";
const hex = (algorithm: string, bytes: Buffer, head = ""): string =>
  createHash(algorithm).update(head).update(bytes).digest("hex");

/**
 * Starts a hub with one repository.
 *
 * @param token where given, requests without it are refused as a gated repository's
 */
export async function startFakeHub(
  repository: string,
  files: Readonly<Record<string, FakeFile>>,
  {
    token,
    pageSize = 2,
    kind = "dataset",
  }: { readonly token?: string; readonly pageSize?: number; readonly kind?: "dataset" | "model" } = {},
): Promise<FakeHub> {
  const requests: string[] = [];
  const authorizations = new Set<string | undefined>();
  const faults: Faults = {};
  const entries = entriesOf(files);
  const api = `/api/${kind}s/${repository}`;
  const home = kind === "model" ? `/${repository}` : `/datasets/${repository}`;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "/", "http://fake");
    requests.push([request.method, url.pathname, request.headers.range].filter((part) => part !== undefined).join(" "));
    if (url.pathname.startsWith("/cdn/")) return sendFile(request, response, files[url.pathname.slice(5)], faults);
    authorizations.add(request.headers.authorization);
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return end(response, 401);
    if (faults.api === "endless" || faults.api === "silent") return void pour(response, faults.api);
    if (url.pathname.startsWith(`${api}/revision/`)) return json(response, { sha: commit });
    if (url.pathname === `${api}/tree/${commit}`) {
      const start = Number(url.searchParams.get("cursor") ?? 0);
      const cursor = nextCursor(start + pageSize, entries.length, faults);
      const next = `<${origin(request)}${api}/tree/${commit}?recursive=true${cursor}>; rel="next"`;
      if (cursor !== undefined) response.setHeader("link", next);
      return json(response, [
        { type: "directory", path: "main", oid: commit, size: 0 },
        ...entries.slice(start, start + pageSize),
      ]);
    }
    const place = new RegExp(`^${home}/resolve/(?:main|${commit})/(.+)$`);
    const path = place.exec(url.pathname)?.[1] ?? "";
    const file = files[path];
    const entry = entries.find((entry) => entry.path === path);
    if (file === undefined || entry === undefined) return end(response, 404);
    response.setHeader("x-repo-commit", commit);
    response.setHeader("etag", `"${entry.oid}"`);
    if (!file.isLarge || "status" in faults) return sendFile(request, response, file, faults);
    response.setHeader("x-linked-etag", `"${entry.lfs?.oid}"`);
    response.setHeader("x-linked-size", String(entry.size));
    response.writeHead(302, { location: `http://localhost:${port()}/cdn/${path}` }).end(); // another origin
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = (): number => (server.address() as AddressInfo).port; // it listens on a port, not a pipe
  return {
    endpoint: `http://127.0.0.1:${port()}`,
    commit,
    requests,
    authorizations,
    faults,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

/** What the hub's API lists of files. */
function entriesOf(files: Readonly<Record<string, FakeFile>>) {
  return Object.entries(files).map(([path, { content, isLarge }]) => ({
    type: "file",
    path,
    oid: hex("sha1", content, `blob ${content.length}\0`),
    size: content.length,
    ...(isLarge ? { lfs: { oid: hex("sha256", content), size: content.length, pointerSize: 130 } } : {}),
  }));
}

/** What asks for the page after this one; undefined after the last. */
function nextCursor(next: number, entries: number, { api }: Faults): string | undefined {
  if (api === "circular") return "";
  return next < entries ? `&cursor=${next}` : undefined;
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: FakeFile | undefined,
  faults: Faults,
): void {
  if (file === undefined) return end(response, 404);
  const {
    truncateAt = Infinity,
    stopAt = Infinity,
    slowMs = 0,
    status,
    corrupt,
    ignoreRange,
  } = faults.times === 0 ? {} : faults;
  if (faults.times !== undefined && faults.times > 0) faults.times--;
  if (faults.wavering === true) faults.truncateAt = truncateAt + (truncateAt % 2 === 0 ? 1 : -1);
  if (status !== undefined) return end(response, status);
  const from = ignoreRange === true ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const { length } = file.content;
  if (from >= length && from > 0) return end(response, 416);
  const content = corrupt === true ? Buffer.alloc(length, "?") : file.content;
  response.writeHead(from > 0 ? 206 : 200, {
    "content-length": length - from,
    "accept-ranges": "bytes",
    ...(from > 0 ? { "content-range": `bytes ${from}-${length - 1}/${length}` } : {}),
  });
  if (request.method === "HEAD") return void response.end();
  void sendBytes(response, content.subarray(from), { most: Math.max(0, Math.min(truncateAt, stopAt - from)), slowMs });
}

async function sendBytes(
  response: ServerResponse,
  bytes: Buffer,
  { most, slowMs }: { readonly most: number; readonly slowMs: number },
): Promise<void> {
  const last = Math.min(most, bytes.length);
  response.flushHeaders();
  for (let at = 0; at < last && !response.destroyed; at += 65_536) {
    if (slowMs > 0) await new Promise((resolve) => setTimeout(resolve, slowMs));
    response.write(bytes.subarray(at, Math.min(at + 65_536, last)));
  }
  if (last === bytes.length) response.end();
  else setTimeout(() => response.destroy(), 20); // what was written is sent first
}

/** Spaces, as many as are taken, or one and then nothing. */
async function pour(response: ServerResponse, how: "endless" | "silent"): Promise<void> {
  const spaces = Buffer.alloc(1_000_000, " ");
  response.writeHead(200, { "content-type": "application/json" }).write(" ");
  if (how === "silent") return;
  while (!response.destroyed) {
    if (!response.write(spaces)) await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
  }
}

const origin = (request: IncomingMessage): string => `http://${request.headers.host}`;
const end = (response: ServerResponse, status: number): void => void response.writeHead(status).end();
const json = (response: ServerResponse, value: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
