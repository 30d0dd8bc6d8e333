// npm run bench:record [-- --attempts 1000000]     what the record of a large run costs: appending, going on, reading back
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Phase, PhaseFigures } from "./phase.ts";

const { values } = parseArgs({ options: { attempts: { type: "string", default: "1000000" } } });
const attempts = Number(values.attempts);
const dir = join(mkdtempSync(join(tmpdir(), "rise-record-")), "run");

/** Each phase in a process of its own, as a run that goes on is; a reader may not have more heap than the aim. */
function measured(phase: Phase, heapMegabytes?: number): PhaseFigures {
  const limit = heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`];
  const script = join(import.meta.dirname, "phase.ts");
  const args = ["--expose-gc", ...limit, script, phase, dir, String(attempts)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${phase} ended with ${status}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as PhaseFigures; // phase.ts prints it
}

const rounded = (value: number, digits = 1): string =>
  value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

try {
  const load = loadavg()[0] ?? 0;
  const appended = measured("append");
  const scanned = measured("scan");
  const saved = measured("save");
  const read = measured("read", 300);
  const weighted = measured("weigh", 300);
  const rate = ({ rows }: PhaseFigures, seconds: number): string => `${rounded(rows / seconds, 0)} rows/s`;
  const time = (_: PhaseFigures, seconds: number): string => `${rounded(seconds)} s`;
  const heap = ({ heapBytes }: PhaseFigures): string => `${rounded(heapBytes / 1e6, 0)} MB`;
  const lines = [
    ["attempts appended, 16 a request", ">= 20,000 rows/s", appended, rate],
    ["going on: every request found again", "<= 5 s", scanned, time],
    ["the same attempts as turns of trajectories, saved", "", saved, rate],
    ["all turns read back: the largest heap", "<= 300 MB", read, heap],
    ["all turns weighed and read as examples: the largest heap", "<= 300 MB", weighted, heap],
  ] as const;
  console.table(
    lines.map(([what, aim, figures, shown]) => ({
      what,
      aim,
      measured: shown(figures, figures.seconds),
      "by processor time": shown === heap ? "" : shown(figures, figures.cpuSeconds),
      seconds: rounded(figures.seconds),
    })),
  );
  const bytes = statSync(join(dir, "run.sqlite")).size;
  console.log(
    `${rounded(attempts, 0)} attempts; ${rounded(bytes / 1e9, 2)} GB on disk, ${rounded(bytes / attempts, 0)} bytes an attempt; load before: ${rounded(load)}`,
  );
} finally {
  rmSync(join(dir, ".."), { recursive: true });
}
