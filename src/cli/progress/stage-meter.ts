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
}

const windowMs = 60_000; // rollouts end in bursts: over less the time left jumps about
const betweenMarksMs = 250;

/** The meter after another event; an event of another stage starts a new one. */
export function measure(meter: StageMeter | undefined, event: ProgressEvent, nowMs: number): StageMeter {
  const mark = { ms: nowMs, done: event.done, generatedTokens: event.figures?.["generatedTokens"] ?? 0 };
  if (meter?.stage !== event.stage) {
    return { stage: event.stage, startedMs: nowMs, last: event, lastMs: nowMs, marks: [mark] };
  }
  const isDue = nowMs - (meter.marks.at(-1)?.ms ?? 0) >= betweenMarksMs;
  const recent = meter.marks.filter(({ ms }, i, { length }) => nowMs - ms <= windowMs || i === length - 1); // a step may be long
  const marks = isDue ? [...recent, mark] : meter.marks;
  return { ...meter, last: event, lastMs: nowMs, marks };
}

/** Items and generated tokens per second of late; undefined until something was done. */
function speedOf({
  startedMs,
  marks,
  last,
  lastMs,
}: StageMeter): { readonly items: number; readonly tokens: number } | undefined {
  const first = lastMs - startedMs > windowMs ? marks[0] : afterRecorded(marks, lastMs, last.done);
  const seconds = (lastMs - (first?.ms ?? lastMs)) / 1000;
  if (first === undefined || seconds <= 0 || last.done <= first.done) return undefined;
  const tokens = (last.figures?.["generatedTokens"] ?? 0) - first.generatedTokens;
  return { items: (last.done - first.done) / seconds, tokens: tokens / seconds };
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

/** Seconds that the stage's whole work takes, and that are left of it, at the speed of late; undefined until something was done. */
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
