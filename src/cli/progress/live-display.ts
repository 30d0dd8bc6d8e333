import { createLogUpdate } from "log-update";
import type { ProgressEvent } from "../../mdp/index.ts";
import { formatSeconds } from "../text/format.ts";
import type { Display, DisplayOptions } from "./display.ts";
import { describeMeter, measure, type StageMeter } from "./stage-meter.ts";

const betweenFramesMs = 100;
const barWidth = 20;

/** A display for a terminal: finished stages stay as lines, the running one is redrawn below them. */
export function createLiveDisplay({ stream, nowMs }: DisplayOptions): Display {
  const log = createLogUpdate(stream as NodeJS.WriteStream); // it writes and reads columns, nothing else
  const beganMs = nowMs();
  let meter: StageMeter | undefined;
  let drawnMs = -Infinity;

  const fit = (line: string): string => line.slice(0, Math.max(20, (stream.columns ?? 80) - 1));
  const finish = (): void => {
    if (meter !== undefined) log.persist(fit(finishedLine(meter)));
    meter = undefined;
  };
  const draw = (now: number): void => {
    if (meter === undefined) return;
    drawnMs = now;
    log(
      fit(`${runningLine(meter, now)}`) +
        `\n${fit(`  ${formatSeconds((now - beganMs) / 1000)} so far; Ctrl-C stops at a safe point`)}`,
    );
  };
  return {
    onProgress(event: ProgressEvent) {
      const now = nowMs();
      if (meter !== undefined && meter.stage !== event.stage) finish();
      const isNew = meter === undefined;
      meter = measure(meter, event, now);
      if (isNew || event.done >= event.total || now - drawnMs >= betweenFramesMs) draw(now);
    },
    note: (line) => log.persist(line),
    close() {
      finish();
      log.clear();
      log.done();
    },
  };
}

function runningLine(meter: StageMeter, now: number): string {
  const { done, total } = meter.last;
  const filled = total === 0 ? barWidth : Math.min(barWidth, Math.floor((barWidth * done) / total));
  return `${meter.stage}  ${"█".repeat(filled)}${"░".repeat(barWidth - filled)}  ${describeMeter(meter, now)}`;
}

function finishedLine(meter: StageMeter): string {
  const isDone = meter.last.done >= meter.last.total;
  const took = formatSeconds((meter.lastMs - meter.startedMs) / 1000);
  return `${isDone ? "✓" : "·"} ${meter.stage}  ${describeMeter(meter, meter.lastMs)}, took ${took}`;
}
