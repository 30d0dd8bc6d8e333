import type { Clock } from "../../../http/index.ts";

/** Time that runs so many times as fast: waits and deadlines of minutes pass in a test's second. */
export function fastClock(times: number): Clock {
  return {
    nowMs: () => performance.now() * times,
    after(ms, callback) {
      const timer = setTimeout(callback, ms / times);
      return () => clearTimeout(timer);
    },
  };
}
