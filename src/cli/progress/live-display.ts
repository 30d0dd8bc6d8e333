import { createLogUpdate } from "log-update";
import type { ProgressEvent } from "../../mdp/index.ts";
import { formatSeconds } from "../text/format.ts";
import type { Display, DisplayOptions, DisplayStream } from "./display.ts";
import { beforeRun, describeRun, describeToCome, follow } from "./run-meter.ts";
import { describeFindings, describePace, measure, type StageMeter } from "./stage-meter.ts";

const betweenFramesMs = 100;
const stageWidth = 33; // "iteration 2: evaluate iteration-2", in one column
const paceWidth = 40; // "1,612/2,000 (31%), 14.2/s, 1:38 left"

/** A display for a terminal: finished stages stay as lines, the running one is redrawn below them. */
export function createLiveDisplay({ stream, nowMs }: DisplayOptions): Display {
  const log = createLogUpdate(stream as NodeJS.WriteStream); // it writes and reads columns, nothing else
  const beganMs = nowMs();
  let meter: StageMeter | undefined;
  let run = beforeRun([]);
  let drawnMs = -Infinity;

  const finish = (): void => {
    if (meter !== undefined) log.persist(fit(stream, finishedLine(meter)));
    meter = undefined;
  };
  const draw = (now: number): void => {
    if (meter === undefined) return;
    drawnMs = now;
    const place = describeRun(run, meter);
    const soFar = `${formatSeconds((now - beganMs) / 1000)} so far`;
    const toCome = describeToCome(run);
    const lines = [
      barLine(meter, stream),
      `  ${describeFindings(meter)}`,
      `  ${place === "" ? soFar : `${place}, ${soFar}`}`,
      toCome === "" ? "" : `  to come: ${toCome}`,
      "  Ctrl-C stops, the same command resumes",
    ];
    log(
      lines
        .filter((line) => line.trim() !== "")
        .map((line) => fit(stream, line))
        .join("\n"),
    );
  };
  return {
    onProgress(event: ProgressEvent) {
      const now = nowMs();
      if (meter !== undefined && meter.stage !== event.stage) finish();
      const isNew = meter === undefined;
      meter = measure(meter, event, now);
      run = follow(run, meter);
      if (isNew || event.done >= event.total || now - drawnMs >= betweenFramesMs) draw(now);
    },
    course: (stages) => void (run = beforeRun(stages)),
    note: (line) => log.persist(line),
    close() {
      finish();
      log.clear();
      log.done();
    },
  };
}

function barLine(meter: StageMeter, { columns = 80 }: DisplayStream): string {
  const { done, total } = meter.last;
  const width = Math.min(20, Math.max(0, columns - stageWidth - paceWidth));
  const filled = total === 0 ? width : Math.min(width, Math.floor((width * done) / total));
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  return `▸ ${meter.stage.padEnd(stageWidth)} ${bar} ${describePace(meter)}`;
}

function finishedLine(meter: StageMeter): string {
  const isDone = meter.last.done >= meter.last.total;
  const took = formatSeconds((meter.lastMs - meter.startedMs) / 1000).padStart(5);
  return `${isDone ? "✓" : "·"} ${meter.stage.padEnd(stageWidth)} ${took}  ${describeFindings(meter)}`;
}

/** A line as far as it fits: what would be cut within is left out whole, and where that says too little the cut is shown. */
function fit({ columns = 80 }: DisplayStream, line: string): string {
  const width = Math.max(20, columns - 1);
  if (line.length <= width) return line;
  const whole = line.lastIndexOf(", ", width);
  return whole > width / 2 ? line.slice(0, whole) : `${line.slice(0, width - 1)}…`;
}
