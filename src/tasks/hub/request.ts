import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, InfrastructureError } from "../../mdp/index.ts";
import type { HubSettings } from "../../hub-cache/index.ts";

/** How a hub is spoken to. */
export interface HubClient {
  readonly settings: HubSettings;
  /** The wait before the n-th retry, n from 0. */
  readonly retryMs: (retry: number) => number;
  /** How long a connection may stay silent. */
  readonly silenceMs: number;
}

/** How often a request that made no headway is repeated. */
export const maxRetries = 5;

const headersMs = 30_000;

/** Seconds doubling from half a second, at most 16. */
export function doublingWait(retry: number): number {
  return 500 * 2 ** Math.min(retry, 5);
}

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
  for (let retry = 0; ; retry++) {
    const response = await attempt(url, { ...headers, ...own }, signal);
    if (response instanceof Response && (response.ok || (response.status === 416 && "range" in headers)))
      return response;
    refuseIfFinal(response, what, token !== undefined);
    if (retry === maxRetries) throw failure(response, what, endpoint);
    await sleep(waitMs(response) ?? client.retryMs(retry), undefined, { signal });
  }
}

async function attempt(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response | Error> {
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(new Error("no answer")), headersMs);
  const either = signal === undefined ? connecting.signal : AbortSignal.any([signal, connecting.signal]);
  try {
    return await fetch(url, { headers: { "user-agent": "rise-lm", ...headers }, signal: either, redirect: "follow" });
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Statuses that no repetition will change. */
function refuseIfFinal(response: Response | Error, what: string, hasToken: boolean): void {
  if (response instanceof Error) return;
  const { status } = response;
  const cure = hasToken
    ? "the HF_TOKEN given may not read it; accept its conditions on its page or use another token"
    : "it is private or gated: set HF_TOKEN to a token that may read it";
  if (status === 401 || status === 403) throw new ConfigError(`the hub refuses ${what} (${status}); ${cure}`);
  if (status === 404 || status === 410)
    throw new ConfigError(`the hub has no ${what} (${status}); check its name, or set HF_TOKEN if it is private`);
  if (status >= 400 && status < 500 && status !== 408 && status !== 429)
    throw new InfrastructureError(`the hub answered ${status} to a request for ${what}`);
}

function failure(response: Response | Error, what: string, endpoint: string): InfrastructureError {
  const why = response instanceof Error ? reasonOf(response) : `it answered ${response.status}`;
  const cause = response instanceof Error ? { cause: response } : {};
  const cure = "try again, or name a local file: --data or task.files";
  return new InfrastructureError(`cannot get ${what} from ${endpoint}: ${why}; ${cure}`, cause);
}

const reasonOf = ({ message, cause }: Error): string => (cause instanceof Error ? cause.message : message);

/** The wait that a busy server asks for, at most a minute. */
function waitMs(response: Response | Error): number | undefined {
  const seconds = response instanceof Error ? Number.NaN : Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : undefined;
}
