import type { ProgressEvent } from "../../mdp/index.ts";
import { formatSeconds } from "../text/format.ts";
import type { Display, DisplayOptions } from "./display.ts";
import { beforeRun, describeRun, follow } from "./run-meter.ts";
import { describeFindings, describePace, measure, type StageMeter } from "./stage-meter.ts";

/** Lines for a log: when a stage starts, when it ends, and between them at most one in this time. No control characters. */
const betweenLinesMs = 5000;

/** A display for a log file or a pipe. */
export function createPlainDisplay({ stream, nowMs }: DisplayOptions): Display {
  const beganMs = nowMs();
  let meter: StageMeter | undefined;
  let run = beforeRun([]);
  let writtenMs = -Infinity;

  const note = (line: string): void => void stream.write(`${line}\n`);
  const onProgress = (event: ProgressEvent): void => {
    const now = nowMs();
    const isNew = meter?.stage !== event.stage;
    const isFinished = meter?.stage === event.stage && meter.last.done >= meter.last.total;
    meter = measure(meter, event, now);
    run = follow(run, meter);
    const isLast = event.done >= event.total && !isFinished;
    if (!isNew && !isLast && now - writtenMs < betweenLinesMs) return;
    writtenMs = now;
    const said = [describePace(meter), describeFindings(meter), describeRun(run, meter)].filter((part) => part !== "");
    note(`[${formatSeconds((now - beganMs) / 1000)}] ${event.stage}: ${said.join(", ")}`);
  };
  return { onProgress, course: (stages) => void (run = beforeRun(stages)), note, close: () => {} };
}
