/** Ends requests: each by its time limit, all of them when the server must go. */
export interface Lifetimes {
  /** The time of a request begins: the signal aborts at its limit, or with all others; `end` forgets it. */
  begin(): { readonly signal: AbortSignal; readonly end: () => void };
  /** Ends all that are under way. */
  abort(reason: Error): void;
}

/** Longer ones end at once: Node holds their time in 32 bits. Almost 25 days. */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * Lifetimes of requests. Nothing outlives its request: a server may answer millions of them.
 *
 * @param limitMs of each
 */
export function lifetimes(limitMs: number): Lifetimes {
  const underWay = new Set<AbortController>();
  return {
    begin() {
      const controller = new AbortController();
      underWay.add(controller);
      const timer = setTimeout(
        () => controller.abort(new DOMException("the time limit of a request", "TimeoutError")),
        Math.min(limitMs, longestTimerMs),
      );
      const end = (): void => {
        clearTimeout(timer);
        underWay.delete(controller);
      };
      return { signal: controller.signal, end };
    },
    abort(reason) {
      for (const controller of underWay) controller.abort(reason);
    },
  };
}
