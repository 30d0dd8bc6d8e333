import { masked, withMaskedWords } from "../mdp/index.ts";
import { openAgents } from "./agents.ts";
import { systemClock, type Clock } from "./clock.ts";
import { exchange, hostOf, type ExchangeLimits, type HttpReply, type HttpRequest } from "./exchange.ts";
import { HttpFailure } from "./http-failure.ts";
import type { ProxyEnvironment } from "./proxies.ts";

/** How a transport is made; all of it has defaults. */
export interface TransportOptions extends Partial<ExchangeLimits> {
  readonly clock?: Clock;
  /** Proxies to go through. @see proxiesOf */
  readonly proxyEnv?: ProxyEnvironment | undefined;
  /** Texts that no message may hold, such as API keys. */
  readonly secrets?: readonly string[];
  /** Is told, in words, when a request has waited long. */
  readonly note?: (line: string) => void;
  /** A request that waits longer is named by the watchdog. */
  readonly longWaitMs?: number;
}

/** The limits of one exchange. */
interface SendOptions extends Partial<Pick<ExchangeLimits, "deadlineMs" | "maxBytes">> {
  readonly signal?: AbortSignal | undefined;
}

/** Connections that are kept alive, and what is under way on them. */
export interface Transport {
  readonly clock: Clock;
  /**
   * One exchange, not repeated.
   *
   * @param deadlineMs in place of the transport's, as `maxBytes`
   * @throws HttpFailure; the signal's reason
   */
  send(request: HttpRequest, options?: SendOptions): Promise<HttpReply>;
  /** How many requests are under way. */
  inFlight(): number;
  /** An error whose words, and those of its causes, hold none of the transport's secrets: a server may repeat the key that it refuses. */
  withoutSecrets<T>(error: T): T;
  /** Closes idle connections; what is under way fails. */
  close(): void;
}

const defaultLimits: ExchangeLimits = { connectMs: 15_000, deadlineMs: 600_000, maxBytes: 2 ** 28 };

/** Opens a transport; connections are made as they are needed and kept for the next request. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { clock = systemClock, secrets = [], proxyEnv } = options;
  const { connectMs, deadlineMs, maxBytes } = { ...defaultLimits, ...options };
  const agents = openAgents({ keepAlive: true, maxFreeSockets: 1024, scheduling: "lifo", proxyEnv });
  const watchdog = createWatchdog(clock, options.note ?? (() => {}), options.longWaitMs ?? 60_000);
  return {
    clock,
    async send(request, each = {}) {
      const limits = {
        connectMs,
        deadlineMs: each.deadlineMs ?? deadlineMs,
        maxBytes: Math.min(maxBytes, each.maxBytes ?? maxBytes),
      };
      const seen = watchdog.watch(request, limits.deadlineMs);
      try {
        return await exchange(request, limits, { agents, proxyEnv, clock, secrets }, each.signal);
      } catch (error) {
        throw withoutSecrets(error, secrets);
      } finally {
        seen();
      }
    },
    inFlight: watchdog.inFlight,
    withoutSecrets: (error) => withoutSecrets(error, secrets),
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Also of what a program reads of it. */
function withoutSecrets<T>(error: T, secrets: readonly string[]): T {
  if (error instanceof HttpFailure && error.said !== undefined) {
    const said = { ...error.said, text: masked(error.said.text, secrets) };
    Object.defineProperty(error, "said", { value: said });
  }
  return withMaskedWords(error, secrets);
}

interface Watched {
  readonly what: string;
  readonly host: string;
  readonly beganMs: number;
  readonly deadlineMs: number;
}

interface Watchdog {
  /** @returns a function that ends the watch */
  watch(request: HttpRequest, deadlineMs: number): () => void;
  inFlight(): number;
}

/** Names the oldest request under way whenever it has waited long: what hangs has a name. */
function createWatchdog(clock: Clock, note: (line: string) => void, longWaitMs: number): Watchdog {
  const watched = new Set<Watched>(); // in the order in which they began
  let stop: (() => void) | undefined;
  const look = (): void => {
    const [oldest] = watched;
    const waitedMs = clock.nowMs() - (oldest?.beganMs ?? Infinity);
    if (oldest !== undefined && waitedMs >= longWaitMs) note(describe(oldest, waitedMs, watched.size - 1));
    stop = clock.after(longWaitMs, look);
  };
  return {
    watch({ what, ...request }, deadlineMs) {
      const one = { what, host: hostOf(request), beganMs: clock.nowMs(), deadlineMs };
      watched.add(one);
      stop ??= clock.after(longWaitMs, look);
      return () => {
        watched.delete(one);
        if (watched.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
    inFlight: () => watched.size,
  };
}

function describe({ what, host, deadlineMs }: Watched, waitedMs: number, others: number): string {
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  const beside = others === 0 ? "" : `, with ${others} more under way`;
  return `${host} has not answered ${what} for ${seconds(waitedMs)}${beside}; given up after ${seconds(deadlineMs)}`;
}
