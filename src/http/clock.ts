/** Time as the clients know it: a test hands in its own. */
export interface Clock {
  /** Milliseconds since some fixed moment; never runs backwards. */
  nowMs(): number;
  /** Calls back once after so many milliseconds; @returns a function that calls it off */
  after(ms: number, callback: () => void): () => void;
}

/** The process's clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or rejects with the signal's reason. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
