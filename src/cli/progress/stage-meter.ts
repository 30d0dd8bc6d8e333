import type { ProgressEvent } from "../../mdp/index.ts";
import { formatCount, formatSeconds } from "../text/format.ts";
import { describeFigures, formatNumber } from "./figures.ts";

/** A stage as the display knows it. */
export interface StageMeter {
  readonly stage: string;
  readonly startedMs: number;
  /** Done already when the stage was first heard of: a resumed stage's recorded part, which tells nothing of its rate. */
  readonly doneAtStart: number;
  readonly last: ProgressEvent;
  readonly lastMs: number;
}

/** The meter after another event; an event of another stage starts a new one. */
export function measure(meter: StageMeter | undefined, event: ProgressEvent, nowMs: number): StageMeter {
  if (meter?.stage !== event.stage) {
    return { stage: event.stage, startedMs: nowMs, doneAtStart: event.done, last: event, lastMs: nowMs };
  }
  return { ...meter, last: event, lastMs: nowMs };
}

/** Items per second since the stage began here; undefined until something was done. */
export function ratePerSec(meter: StageMeter, nowMs: number): number | undefined {
  const done = meter.last.done - meter.doneAtStart;
  const seconds = elapsedSeconds(meter, nowMs);
  return done > 0 && seconds > 0 ? done / seconds : undefined;
}

/** Seconds until the stage ends at the rate so far; undefined until a rate is known. */
export function secondsLeft(meter: StageMeter, nowMs: number): number | undefined {
  const rate = ratePerSec(meter, nowMs);
  return rate === undefined ? undefined : (meter.last.total - meter.last.done) / rate;
}

/** "612/2,000 (31%), 14.2/s, 1:38 left, accuracy 45.9%" */
export function describeMeter(meter: StageMeter, nowMs: number): string {
  const { done, total, figures = {} } = meter.last;
  const rate = ratePerSec(meter, nowMs);
  const left = secondsLeft(meter, nowMs);
  return [
    `${formatCount(done)}/${formatCount(total)} (${total === 0 ? 100 : Math.floor((100 * done) / total)}%)`,
    ...(rate === undefined ? [] : [`${formatNumber(rate)}/s`]),
    ...(left === undefined || done >= total ? [] : [`${formatSeconds(left)} left`]),
    ...describeFigures(
      figures,
      meter.doneAtStart === 0 && rate !== undefined ? elapsedSeconds(meter, nowMs) : undefined,
    ),
  ].join(", ");
}

const elapsedSeconds = ({ startedMs }: StageMeter, nowMs: number): number => (nowMs - startedMs) / 1000;
