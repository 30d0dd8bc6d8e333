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
  console.table([
    { what: "attempts appended, 16 a request", aim: ">= 20,000 rows/s", measured: `${rounded(attempts / appended.seconds, 0)} rows/s` }, // prettier-ignore
    { what: "going on: every request found again", aim: "<= 5 s", measured: `${rounded(scanned.seconds)} s` },
    { what: "the same attempts as turns of trajectories, saved", aim: "", measured: `${rounded(saved.rows / saved.seconds, 0)} rows/s` }, // prettier-ignore
    { what: "turns read back, largest heap", aim: "<= 300 MB", measured: `${rounded(read.heapBytes / 1e6, 0)} MB, ${rounded(read.seconds)} s` }, // prettier-ignore
    { what: "turns weighed for training, largest heap", aim: "<= 300 MB", measured: `${rounded(weighted.heapBytes / 1e6, 0)} MB, ${rounded(weighted.seconds)} s` }, // prettier-ignore
  ]);
  const bytes = statSync(join(dir, "run.sqlite")).size;
  console.log(
    `${rounded(attempts, 0)} attempts; ${rounded(bytes / 1e9, 2)} GB on disk, ${rounded(bytes / attempts, 0)} bytes an attempt; load before: ${rounded(load)}`,
  );
} finally {
  rmSync(join(dir, ".."), { recursive: true });
}
