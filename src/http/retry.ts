import type { Rng } from "../mdp/index.ts";
import { sleep, type Clock } from "./clock.ts";
import { HttpFailure, isPassing } from "./http-failure.ts";

/** How often, and after which waits, a failed exchange is repeated. */
export interface RetryOptions {
  /** Repetitions after the first try; finite, so that nothing hangs for ever. */
  readonly retries: number;
  /** The same for answers of 429, which are no fault of the request; default: as `retries`. */
  readonly busyRetries?: number;
  /** The first wait's upper bound; it doubles from one repetition to the next. */
  readonly firstWaitMs: number;
  /** The upper bound of any wait, a server's `Retry-After` included. */
  readonly longestWaitMs: number;
  /** Which failures are worth a repetition; default: {@link isPassing}. */
  readonly isWorthRetrying?: (failure: HttpFailure) => boolean;
  /** Is told of each failure that is about to be repeated. */
  readonly onRetry?: (failure: HttpFailure, waitMs: number) => void;
}

/** Five repetitions within about half a minute. */
export const defaultRetries: RetryOptions = { retries: 5, firstWaitMs: 500, longestWaitMs: 60_000 };

/**
 * Repeats a piece of work while it fails in a passing way, each time after a random wait (full jitter: many clients of one
 * server spread out), or after the wait that the server asks for.
 *
 * @param work is handed the number of failures so far
 * @throws the last failure, any other error at once, or the signal's reason
 */
export async function retrying<T>(
  work: (failures: number) => Promise<T>,
  options: RetryOptions,
  { clock, rng }: { readonly clock: Clock; readonly rng: Rng },
  signal?: AbortSignal,
): Promise<T> {
  const { isWorthRetrying = isPassing, retries, busyRetries = retries } = options;
  const count = { failed: 0, busy: 0 };
  for (;;) {
    const failures = count.failed + count.busy;
    try {
      return await work(failures);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof HttpFailure) || !isWorthRetrying(error)) throw error;
      count[error.status === 429 ? "busy" : "failed"]++;
      if (count.failed > retries || count.busy > busyRetries) throw error;
      const waitMs = waitMsBefore(failures, error.retryAfterMs, options, rng);
      options.onRetry?.(error, waitMs);
      await sleep(clock, waitMs, signal);
    }
  }
}

/**
 * The milliseconds before the next try: a random wait up to a bound that doubles, on top of what the server asks for, so that its
 * clients do not return at once.
 */
export function waitMsBefore(
  failures: number,
  askedMs: number | undefined,
  { firstWaitMs, longestWaitMs }: Pick<RetryOptions, "firstWaitMs" | "longestWaitMs">,
  rng: Rng,
): number {
  const jitterMs = rng.next() * firstWaitMs * 2 ** (askedMs === undefined ? failures : 0);
  return Math.min(longestWaitMs, (askedMs ?? 0) + jitterMs);
}
