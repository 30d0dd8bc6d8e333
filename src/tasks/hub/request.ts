import { HttpFailure, retryAfterMs, retrying, systemClock } from "../../http/index.ts";
import { ConfigError, InfrastructureError, type Rng } from "../../mdp/index.ts";
import type { HubSettings } from "../../hub-cache/index.ts";

/** How a hub is spoken to. */
export interface HubClient {
  readonly settings: HubSettings;
  /** The upper bound of the first wait between two tries; it doubles from one to the next. */
  readonly firstWaitMs: number;
  /** Draws the waits. */
  readonly rng: Rng;
  /** How long a connection may stay silent. */
  readonly silenceMs: number;
}

/** How often a request that made no headway is repeated. */
export const maxRetries = 5;

const headersMs = 30_000;

/**
 * Asks the hub for something, again where it is busy or the connection fails.
 *
 * @param what names it in errors
 * @param signal ends the request and, while it is being read, the response
 * @returns a response of status 200 to 299, or 416 where a range was asked for
 * @throws ConfigError where it is not there or not open to this user
 * @throws InfrastructureError where the hub cannot be reached or keeps failing
 */
export async function request(
  client: HubClient,
  url: string,
  what: string,
  { headers = {}, signal }: { readonly headers?: Readonly<Record<string, string>>; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  const { token, endpoint } = client.settings;
  const own = token !== undefined && url.startsWith(`${endpoint}/`) ? { authorization: `Bearer ${token}` } : {};
  const once = async (): Promise<Response> => {
    const response = await attempt(url, { ...headers, ...own }, signal);
    if (response.ok || (response.status === 416 && "range" in headers)) return response;
    const { status } = response;
    refuseIfFinal(status, what, token !== undefined);
    const [after, date] = ["retry-after", "date"].map((name) => response.headers.get(name) ?? undefined);
    const wait = retryAfterMs(after, date);
    const asked = wait === undefined ? {} : { retryAfterMs: wait };
    throw new HttpFailure(`it answered ${status}`, { kind: "status", status, ...asked });
  };
  const around = { clock: systemClock, rng: client.rng };
  try {
    return await retrying(once, { ...waits(client), retries: maxRetries }, around, signal);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const cure = "try again, or name a local file: --data or task.files";
    throw new InfrastructureError(`cannot get ${what} from ${endpoint}: ${error.message}; ${cure}`, { cause: error });
  }
}

/** Waits between tries, as of all our requests; at most a minute. */
export const waits = ({
  firstWaitMs,
}: HubClient): { readonly firstWaitMs: number; readonly longestWaitMs: number } => ({
  firstWaitMs,
  longestWaitMs: 60_000,
});

async function attempt(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(new Error("no answer")), headersMs);
  const either = signal === undefined ? connecting.signal : AbortSignal.any([signal, connecting.signal]);
  try {
    return await fetch(url, { headers: { "user-agent": "rise-lm", ...headers }, signal: either, redirect: "follow" });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new HttpFailure(reasonOf(cause), { kind: "connect", cause });
  } finally {
    clearTimeout(timer);
  }
}

/** Statuses that no repetition will change. */
function refuseIfFinal(status: number, what: string, hasToken: boolean): void {
  const cure = hasToken
    ? "the HF_TOKEN given may not read it; accept its conditions on its page or use another token"
    : "it is private or gated: set HF_TOKEN to a token that may read it";
  if (status === 401 || status === 403) throw new ConfigError(`the hub refuses ${what} (${status}); ${cure}`);
  if (status === 404 || status === 410)
    throw new ConfigError(`the hub has no ${what} (${status}); check its name, or set HF_TOKEN if it is private`);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    throw new InfrastructureError(`the hub answered ${status} to a request for ${what}`);
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
};
