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

const windowMs = 20_000;
const betweenMarksMs = 250;

/** The meter after another event; an event of another stage starts a new one. */
export function measure(meter: StageMeter | undefined, event: ProgressEvent, nowMs: number): StageMeter {
  const mark = { ms: nowMs, done: event.done, generatedTokens: event.figures?.["generatedTokens"] ?? 0 };
  if (meter?.stage !== event.stage) {
    return { stage: event.stage, startedMs: nowMs, last: event, lastMs: nowMs, marks: [mark] };
  }
  const isDue = nowMs - (meter.marks.at(-1)?.ms ?? 0) >= betweenMarksMs;
  const marks = isDue ? [...meter.marks.filter(({ ms }) => nowMs - ms <= windowMs), mark] : meter.marks;
  return { ...meter, last: event, lastMs: nowMs, marks };
}

/** Items and generated tokens per second of late; undefined until something was done. */
function speedOf({ marks, last, lastMs }: StageMeter): { readonly items: number; readonly tokens: number } | undefined {
  const [first] = marks;
  const seconds = (lastMs - (first?.ms ?? lastMs)) / 1000;
  if (first === undefined || seconds <= 0 || last.done <= first.done) return undefined;
  const tokens = (last.figures?.["generatedTokens"] ?? 0) - first.generatedTokens;
  return { items: (last.done - first.done) / seconds, tokens: tokens / seconds };
}

/** How far a stage has come, how fast and until when: "612/2,000 (31%), 14.2/s, 1:38 left". */
export function describePace(meter: StageMeter): string {
  const { done, total, unit } = meter.last;
  const count = unit === "bytes" ? formatBytes : formatCount;
  const rate = speedOf(meter)?.items;
  const left = rate === undefined || done >= total ? undefined : (total - done) / rate;
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
  return [...describeFigures(meter.last.figures ?? {}), ...speed].join(", ");
}
