import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { withoutSecrets } from "../mdp/index.ts";
import { openAgents, type Agents } from "./agents.ts";
import type { Clock } from "./clock.ts";
import { decoded } from "./content-encoding.ts";
import { errorWords, wordsOfError } from "./excerpt.ts";
import { HttpFailure, retryAfterMs } from "./http-failure.ts";
import type { ProxyEnvironment } from "./proxies.ts";

/** One request. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Absolute, http or https. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Names the request in errors and to the watchdog: "request 1/train-17/0/1". */
  readonly what: string;
}

/** A whole answer of status 200 to 299. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Decompressed. */
  readonly body: Buffer;
}

/** The limits of an exchange. */
export interface ExchangeLimits {
  /** For the connection to be made. */
  readonly connectMs: number;
  /** From here to the whole answer. */
  readonly deadlineMs: number;
  /** Of the answer, decompressed. */
  readonly maxBytes: number;
}

/** The connections to use, and the time. */
interface ExchangeSurroundings {
  readonly agents: Agents;
  /** The environment's proxies, which a connection goes through. */
  readonly proxyEnv?: ProxyEnvironment | undefined;
  readonly clock: Clock;
  /** Texts that nobody is to read in an answer: a server may repeat the key that it was sent. */
  readonly secrets?: readonly string[];
}

/**
 * Sends one request and reads the whole answer.
 *
 * @throws HttpFailure if there is no whole answer of status 2xx in time; the signal's reason if it is aborted
 */
export async function exchange(
  request: HttpRequest,
  limits: ExchangeLimits,
  surroundings: ExchangeSurroundings,
  signal?: AbortSignal,
): Promise<HttpReply> {
  signal?.throwIfAborted();
  const { message, body } = await receiveFresh(request, limits, surroundings, signal);
  const { statusCode: status = 0, headers } = message;
  const sent = await decoded(body, headers["content-encoding"], limits.maxBytes).catch((error: unknown) => {
    throw failureOf(request, "reset", `sent a body that cannot be decompressed (${reasonOf(error)})`, error);
  });
  const whole = withoutSecrets(sent, surroundings.secrets ?? []);
  if (status >= 200 && status <= 299) return { status, headers, body: whole };
  const wait = retryAfterMs(headers["retry-after"], headers.date);
  const moved = headers.location === undefined ? "" : `, moved to ${headers.location}`;
  throw new HttpFailure(`${hostOf(request)} answered ${status}${moved} to ${request.what}: ${wordsOfError(whole)}`, {
    kind: "status",
    status,
    said: errorWords(whole),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

interface Received {
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

/**
 * The answer, over a kept connection or a new one: a server may close a kept one just when we use it (uvicorn does after each
 * error of its own), and that is not a failure of the request. Both have one deadline.
 */
async function receiveFresh(
  request: HttpRequest,
  limits: ExchangeLimits,
  surroundings: ExchangeSurroundings,
  signal?: AbortSignal,
): Promise<Received> {
  const begun = { ...surroundings, beganMs: surroundings.clock.nowMs() };
  try {
    return await receive(request, limits, begun, signal);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    const agents = openAgents({ proxyEnv: surroundings.proxyEnv }); // keeps nothing
    return await receive(request, limits, { ...begun, agents }, signal);
  }
}

/** A kept connection broke before anything came over it. */
class StaleConnection extends HttpFailure {}

/** The answer as it comes over the wire. */
function receive(
  request: HttpRequest,
  { connectMs, deadlineMs, maxBytes }: ExchangeLimits,
  { agents, clock, beganMs }: ExchangeSurroundings & { readonly beganMs: number },
  signal?: AbortSignal,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = begin(request, agents);
    const broken = (error: Error): HttpFailure => {
      const kind = kindOf(error);
      if (kind === "reset" && outgoing.reusedSocket)
        return new StaleConnection(reasonOf(error), { kind, cause: error });
      return failureOf(request, kind, reasonOf(error), error);
    };
    const end = (settle: () => void): void => {
      stopDeadline();
      stopConnect();
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const fail = (error: unknown): void => {
      end(() => reject(error));
      outgoing.destroy();
    };
    const onAbort = (): void => fail(signal?.reason);
    const tooLate = (ms: number, until: string) => (): void =>
      fail(failureOf(request, until === "connect" ? "connect" : "deadline", `did not ${until} within ${ms / 1000} s`));
    const leftMs = Math.max(0, beganMs + deadlineMs - clock.nowMs());
    const stopDeadline = clock.after(leftMs, tooLate(deadlineMs, "answer in full"));
    const stopConnect = clock.after(connectMs, tooLate(connectMs, "connect"));
    signal?.addEventListener("abort", onAbort, { once: true });
    whenConnected(outgoing, stopConnect);
    outgoing.on("error", (error) => fail(broken(error)));
    outgoing.on("response", (message) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      message.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) fail(failureOf(request, "answer", `sent more than ${maxBytes} bytes`));
      });
      message.on("error", (error) => fail(failureOf(request, "reset", reasonOf(error), error)));
      message.on("end", () => end(() => resolve({ message, body: Buffer.concat(chunks) })));
    });
    outgoing.end(request.body);
  });
}

function begin(request: HttpRequest, agents: ExchangeSurroundings["agents"]): ClientRequest {
  const { method, url, headers, body } = request;
  const sent = {
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "rise-lm",
    ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const options = { method, headers: sent };
  return url.startsWith("https:")
    ? httpsRequest(url, { ...options, agent: agents.https })
    : httpRequest(url, { ...options, agent: agents.http });
}

/** A socket that is kept alive is connected already. */
function whenConnected(outgoing: ClientRequest, connected: () => void): void {
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return connected();
    socket.once(outgoing.protocol === "https:" ? "secureConnect" : "connect", connected);
  });
}

const connecting: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

const kindOf = (error: Error): "connect" | "reset" =>
  "code" in error && connecting.has(String(error.code)) ? "connect" : "reset";

function failureOf(
  request: HttpRequest,
  kind: "connect" | "reset" | "deadline" | "answer",
  reason: string,
  cause?: unknown,
): HttpFailure {
  return new HttpFailure(`${hostOf(request)} failed at ${request.what}: ${reason}`, { kind, cause });
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message; // Node's AggregateError has no words
};

/** Scheme, host and port: what a user knows a server by, without path and query. */
export function hostOf({ url }: Pick<HttpRequest, "url">): string {
  return new URL(url).origin;
}
