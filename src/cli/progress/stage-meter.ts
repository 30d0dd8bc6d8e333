import type { ProgressEvent } from "../../mdp/index.ts";
import { formatBytes, formatCount, formatSeconds } from "../text/format.ts";
import { describeFigures, formatNumber } from "./figures.ts";

/** How far a stage was at a moment. */
interface Mark {
  readonly ms: number;
  readonly done: number;
  readonly generatedTokens: number;
}

/** A stage as the display knows it. */
export interface StageMeter {
  readonly stage: string;
  readonly startedMs: number;
  readonly last: ProgressEvent;
  readonly lastMs: number;
  /** The latest moments, oldest first: speed is what it is now, whatever a resumed stage read from its record at once. */
  readonly marks: readonly Mark[];
  /** From the start of its own work to the first item of it: many are under way at once, and none of them is done before. */
  readonly latencyMs: number | undefined;
}

const leastWindowMs = 60_000; // rollouts end in bursts: over less the time left jumps about
const marksInWindow = 240;
/** So many times the latency a speed is taken over at most, and at least before it is told: until then it is far too low. */
const [latenciesInWindow, latenciesToWarmUp] = [6, 3];

const windowOf = ({ latencyMs = 0 }: Pick<StageMeter, "latencyMs">): number =>
  Math.max(leastWindowMs, latenciesInWindow * latencyMs);

const markOf = ({ done, figures }: ProgressEvent, ms: number): Mark => ({
  ms,
  done,
  generatedTokens: figures?.["generatedTokens"] ?? 0,
});

/** The meter after another event; an event of another stage starts a new one. */
export function measure(meter: StageMeter | undefined, event: ProgressEvent, nowMs: number): StageMeter {
  const mark = markOf(event, nowMs);
  if (meter?.stage !== event.stage) {
    const { stage } = event;
    return { stage, startedMs: nowMs, last: event, lastMs: nowMs, marks: [mark], latencyMs: undefined };
  }
  const windowMs = windowOf(meter);
  const betweenMs = windowMs / marksInWindow;
  const isDue = nowMs - (meter.marks.at(-1)?.ms ?? 0) >= betweenMs;
  const isAfterPause = nowMs - meter.lastMs >= betweenMs && meter.lastMs !== meter.marks.at(-1)?.ms; // such as after reading back
  const recent = meter.marks.filter(({ ms }, i, { length }) => nowMs - ms <= windowMs || i === length - 1); // a step may be long
  const before = isAfterPause ? [markOf(meter.last, meter.lastMs)] : [];
  const marks = isDue ? [...recent, ...before, mark] : meter.marks;
  const next = { ...meter, last: event, lastMs: nowMs, marks };
  return { ...next, latencyMs: latencyOf(next) };
}

/** Is looked for while the marks reach back to the start, for reading back is told from work by what comes after it. */
function latencyOf({ startedMs, lastMs, last, marks, latencyMs }: StageMeter): number | undefined {
  if (lastMs - startedMs > leastWindowMs) {
    const isFirst = latencyMs === undefined && last.done > (marks[0]?.done ?? 0);
    return isFirst ? lastMs - startedMs : latencyMs;
  }
  const begin = afterRecorded(marks, lastMs, last.done);
  const first =
    marks.find(({ done }) => done > (begin?.done ?? 0))?.ms ?? (last.done > (begin?.done ?? 0) ? lastMs : NaN);
  return begin === undefined || Number.isNaN(first) ? undefined : first - begin.ms;
}

/** Items and generated tokens per second of late; undefined until enough was done to tell, or all of it. */
function speedOf(meter: StageMeter): { readonly items: number; readonly tokens: number } | undefined {
  const { startedMs, marks, last, lastMs, latencyMs = Infinity } = meter;
  const first = lastMs - startedMs > leastWindowMs ? marks[0] : afterRecorded(marks, lastMs, last.done);
  const ms = lastMs - (first?.ms ?? lastMs);
  if (first === undefined || ms <= 0 || last.done <= first.done) return undefined;
  const isWarm = lastMs - startedMs >= Math.max(readingBackMs, latenciesToWarmUp * latencyMs);
  if (!isWarm && last.done < last.total) return undefined;
  const tokens = (last.figures?.["generatedTokens"] ?? 0) - first.generatedTokens;
  return { items: (1000 * (last.done - first.done)) / ms, tokens: (1000 * tokens) / ms };
}

const readingBackMs = 5000;
const timesFaster = 8;

/** The mark that a stage's own work starts from: a resumed one first reads back what was recorded, many times faster. */
function afterRecorded(marks: readonly Mark[], lastMs: number, done: number): Mark | undefined {
  const [first] = marks;
  return marks.findLast((mark) => {
    if (first === undefined || mark === first) return true;
    const isEarly = mark.ms - first.ms <= readingBackMs && lastMs - mark.ms >= 1000;
    const [before, since] = [(mark.done - first.done) / (mark.ms - first.ms), (done - mark.done) / (lastMs - mark.ms)];
    return isEarly && done > mark.done && before > timesFaster * since;
  });
}

/** Seconds that the stage's whole work takes, and that are left of it, at the speed of late; undefined until that can be told. */
export function secondsOf(meter: StageMeter): { readonly whole: number; readonly left: number } | undefined {
  const { done, total } = meter.last;
  const speed = speedOf(meter);
  return speed && { whole: total / speed.items, left: (total - done) / speed.items };
}

/** How far a stage has come, how fast and until when: "612/2,000 (31%), 14.2/s, 1:38 left". */
export function describePace(meter: StageMeter): string {
  const { done, total, unit } = meter.last;
  const count = unit === "bytes" ? formatBytes : formatCount;
  const rate = speedOf(meter)?.items;
  const left = done >= total ? undefined : secondsOf(meter)?.left;
  return [
    `${count(done)}/${count(total)} (${total === 0 ? 100 : Math.floor((100 * done) / total)}%)`,
    ...(rate === undefined ? [] : [`${unit === "bytes" ? formatBytes(rate) : formatNumber(rate)}/s`]),
    ...(left === undefined ? [] : [`${formatSeconds(left)} left`]),
  ].join(", ");
}

/** A stage's findings so far: "accuracy 45.9%, 4,010 tokens/s"; empty where it has told nothing. */
export function describeFindings(meter: StageMeter): string {
  const tokensPerSec = speedOf(meter)?.tokens;
  const speed = tokensPerSec === undefined || tokensPerSec < 1 ? [] : [`${formatCount(tokensPerSec)} tokens/s`];
  return [...describeFigures(meter.last.figures ?? {}, meter.last.done), ...speed].join(", ");
}
