import type { Clock } from "../clock.ts";

/** A clock that a test moves by hand. */
interface FakeClock extends Clock {
  /** Moves on, calling back whoever is due, in order. */
  advance(ms: number): void;
  /** The waits asked for so far, in ms. */
  readonly waits: readonly number[];
}

/** A clock at 0. */
export function fakeClock(): FakeClock {
  let nowMs = 0;
  const waits: number[] = [];
  const pending = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    waits,
    nowMs: () => nowMs,
    after(ms, callback) {
      const one = { at: nowMs + ms, callback };
      waits.push(ms);
      pending.add(one);
      return () => void pending.delete(one);
    },
    advance(ms) {
      const until = nowMs + ms;
      for (;;) {
        const next = [...pending].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        nowMs = next.at;
        pending.delete(next);
        next.callback();
      }
      nowMs = until;
    },
  };
}
