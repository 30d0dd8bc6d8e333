import type { Clock } from "./clock.ts";

/** How many requests a server is sent at once, found out by trying. */
export interface AdaptiveLimit {
  /** Resolves when there is room for one more; the caller gives it back. Rejects with the signal's reason. */
  acquire(signal?: AbortSignal): Promise<Permit>;
  /** The requests allowed at once now. */
  limit(): number;
  inFlight(): number;
  waiting(): number;
}

/** How a request went: `overloaded` and `unavailable` servers ask for fewer at once, the latter as `failed` ones give no answers. */
export type RequestOutcome = "answered" | "overloaded" | "unavailable" | "failed";

/** Room for one request. */
export interface Permit {
  /** Gives it back, with how the request went. */
  release(outcome: RequestOutcome): void;
}

const shrink = 0.7;

/**
 * Additive increase, multiplicative decrease: each answered request raises the limit a little, so that a whole round of them
 * raises it by one; an overload takes away a third, once for all requests that were under way then.
 *
 * @param most the highest limit, and the first
 * @see Chiu and Jain 1989, "Analysis of the increase and decrease algorithms for congestion avoidance"
 */
export function createAdaptiveLimit(most: number, clock: Clock): AdaptiveLimit {
  let limit = most;
  let inFlight = 0;
  let shrunkMs = -Infinity;
  const queue = new Set<() => void>();
  const admit = (): void => {
    for (const enter of queue) {
      if (inFlight >= Math.floor(limit)) return;
      queue.delete(enter);
      enter();
    }
  };
  const permit = (): Permit => {
    inFlight++;
    const beganMs = clock.nowMs();
    return {
      release(outcome) {
        inFlight--;
        if (outcome === "answered") limit = Math.min(most, limit + 1 / limit);
        if ((outcome === "overloaded" || outcome === "unavailable") && beganMs > shrunkMs) {
          shrunkMs = clock.nowMs();
          limit = Math.max(1, limit * shrink);
        }
        admit();
      },
    };
  };
  return {
    limit: () => Math.floor(limit),
    inFlight: () => inFlight,
    waiting: () => queue.size,
    acquire(signal) {
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      if (inFlight < Math.floor(limit)) return Promise.resolve(permit());
      return new Promise((resolve, reject) => {
        const enter = (): void => {
          signal?.removeEventListener("abort", leave);
          resolve(permit());
        };
        const leave = (): void => {
          queue.delete(enter);
          reject(signal?.reason);
        };
        queue.add(enter);
        signal?.addEventListener("abort", leave, { once: true });
      });
    },
  };
}
