/** Ends requests: each by its time limit or when its client goes, all of them when the server must go. */
export interface Lifetimes {
  /**
   * The time of a request begins: the signal aborts at its limit, with {@link ClientLeft} when its client goes, or with all others; `end`
   * forgets it.
   *
   * @param client aborts when the client goes, with whatever reason: HTTP's own is a text, which nobody could tell from other failures
   */
  begin(client: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void };
  /** Ends all that are under way. */
  abort(reason: Error): void;
}

/** The log's word for a client that has gone: nobody receives it. */
export const clientLeftStatus = 499;

/** The client has gone: nobody reads an answer. */
export class ClientLeft extends Error {
  override readonly name = "ClientLeft";
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
    begin(client) {
      const controller = new AbortController();
      const leave = (): void => controller.abort(new ClientLeft());
      underWay.add(controller);
      client.addEventListener("abort", leave, { once: true });
      if (client.aborted) leave();
      const timer = setTimeout(
        () => controller.abort(new DOMException("the time limit of a request", "TimeoutError")),
        Math.min(limitMs, longestTimerMs),
      );
      const end = (): void => {
        clearTimeout(timer);
        client.removeEventListener("abort", leave);
        underWay.delete(controller);
      };
      return { signal: controller.signal, end };
    },
    abort(reason) {
      for (const controller of underWay) controller.abort(reason);
    },
  };
}
