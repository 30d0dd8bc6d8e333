import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Backend } from "./backend.ts";
import { dialects, owners, type DialectName } from "./dialects.ts";
import { faults, type FaultName, type FaultPlan } from "./faults.ts";

/** A test server's behaviour. */
export interface OpenaiServerOptions {
  readonly backend: Backend;
  /** Whose protocol it speaks; default: OpenAI's. */
  readonly dialect?: DialectName;
  /** The models that it lists; the first is asked for by default. */
  readonly models?: readonly string[];
  /** Default: none. Questions that are no sampling are always answered. */
  readonly faults?: FaultPlan;
  /** Waited before each answer; default 0. */
  readonly delayMs?: number;
  /** More requests than this at once are answered 429. */
  readonly maxAtOnce?: number;
  /** Refuses requests without this key. */
  readonly apiKey?: string;
  /** Refuses a sampling request with 400 and these words, or as a provider does. */
  readonly refuses?: (body: Readonly<Record<string, unknown>>) => string | Refusal | undefined;
  /** Where its OpenAI paths are; default: /v1. Others answer 404. */
  readonly base?: string;
  /** The query without which it answers 404, such as "api-version=1". */
  readonly query?: string;
  /** Answers with this instead of what was written. */
  readonly rewrites?: (answer: Readonly<Record<string, unknown>>, body: Readonly<Record<string, unknown>>) => unknown;
  /** The longest sequence that it says it reads, in tokens. */
  readonly contextTokens?: number;
  /** Further paths, such as those that load weights: @returns what is answered, or undefined for 404. */
  readonly more?: (method: string, path: string, body: unknown) => unknown;
}

/** An error as a provider answers it. */
export interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on the loopback interface that speaks an inference engine's protocol. */
export interface OpenaiServer {
  /** Such as "http://127.0.0.1:40123". */
  readonly url: string;
  /** The JSON of every sampling request, in the order of arrival. */
  readonly requests: readonly { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
  /** How often each fault was met. */
  readonly met: ReadonlyMap<FaultName, number>;
  /** The most requests that were ever under way at once. */
  maxInFlight(): number;
  close(): Promise<void>;
}

/** Starts a test server. Answers are compressed for clients that take it. */
export async function startOpenaiServer(options: OpenaiServerOptions): Promise<OpenaiServer> {
  const requests: { path: string; body: Readonly<Record<string, unknown>> }[] = [];
  const met = new Map<FaultName, number>();
  let [inFlight, most] = [0, 0];
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const path = ownPath(options, request.url ?? "/");
    if (options.apiKey !== undefined && request.headers.authorization !== `Bearer ${options.apiKey}`) {
      return void response.writeHead(401).end(`incorrect key: ${request.headers.authorization ?? ""}`);
    }
    const route = dialects[options.dialect ?? "openai"][path];
    if (route === undefined || request.method !== "POST") return answerAside(options, request, response, text);
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>; // whatever it is, routes believe nothing
    requests.push({ path, body });
    const refusal = refusalOf(options.refuses?.(body));
    if (refusal !== undefined)
      return void response.writeHead(refusal.status, { ...refusal.headers }).end(JSON.stringify(refusal.body));
    const fault = options.faults?.();
    if (fault !== undefined) met.set(fault, (met.get(fault) ?? 0) + 1);
    if (inFlight >= (options.maxAtOnce ?? Infinity)) return void response.writeHead(429).end("busy");
    most = Math.max(most, ++inFlight);
    try {
      if ((options.delayMs ?? 0) > 0) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
      const ask = route.read(body);
      const written = route.write(await options.backend(ask), ask) as Readonly<Record<string, unknown>>; // JSON objects
      const answer = JSON.stringify(options.rewrites?.(written, body) ?? written);
      if (fault === undefined) send(request, response, answer);
      else faults[fault](response, answer);
    } finally {
      inFlight--;
    }
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    met,
    maxInFlight: () => most,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The path as a server at /v1 would be asked; what is not below the base or lacks the query is nowhere. */
function ownPath({ base = "/v1", query = "" }: OpenaiServerOptions, url: string): string {
  const [path = "/", given = ""] = url.split("?");
  if (given !== query) return "/nowhere";
  if (base === "/v1") return path;
  if (path.startsWith(`${base}/`)) return `/v1${path.slice(base.length)}`;
  return path.startsWith("/v1/") ? "/nowhere" : path;
}

const refusalOf = (refusal: string | Refusal | undefined): Refusal | undefined =>
  typeof refusal === "string" ? { status: 400, body: { error: { message: refusal } } } : refusal;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString();
}

const worthCompressingBytes = 1000;

function send(request: IncomingMessage, response: ServerResponse, answer: string): void {
  response.setHeader("content-type", "application/json");
  const takesGzip = String(request.headers["accept-encoding"] ?? "").includes("gzip");
  if (!takesGzip || answer.length < worthCompressingBytes) return void response.end(answer);
  response.setHeader("content-encoding", "gzip");
  response.end(gzipSync(answer));
}

/** Questions that are no sampling. */
function answerAside(
  options: OpenaiServerOptions,
  { method = "GET", url = "/" }: IncomingMessage,
  response: ServerResponse,
  text: string,
): void {
  const path = ownPath(options, url);
  const { models = ["test-model"], dialect = "openai", contextTokens, more } = options;
  const own = more?.(method, path, text === "" ? undefined : JSON.parse(text));
  if (own !== undefined) return void response.end(typeof own === "string" ? own : JSON.stringify(own));
  if (method === "GET" && path === "/v1/models") {
    const length = contextTokens === undefined ? {} : { max_model_len: contextTokens };
    const list = models.map((id) => ({ id, object: "model", owned_by: owners[dialect], ...length }));
    return void response.end(JSON.stringify({ object: "list", data: list }));
  }
  if (dialect === "transformers" && path === "/openapi.json") {
    return void response.end(JSON.stringify({ paths: { "/load_model": {}, "/v1/chat/completions": {} } }));
  }
  response.writeHead(404).end(JSON.stringify({ error: { message: "no such path" } }));
}
