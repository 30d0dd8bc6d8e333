import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// usage: node test/engine-share.ts; a short quickstart's processor time by thread, from /proc (Linux)
const out = join("runs", "engine-share");
const shorter = ["collect.problems=1500", "evaluate.problems=300", "task.counts.test=300"].flatMap((set) => [
  "--set",
  set,
]);
rmSync(out, { recursive: true, force: true });
const run = spawn(process.execPath, ["bin/rise.mjs", "run", "examples/quickstart.yaml", "--out", out, ...shorter], {
  stdio: ["ignore", "ignore", "inherit"],
});
const ticks = new Map<string, { readonly name: string; readonly count: number }>(); // by thread, at its last look
while (run.exitCode === null && run.signalCode === null) {
  look(`/proc/${run.pid}/task`);
  await sleep(200);
}
const of = (name: string): number =>
  [...ticks.values()].filter((thread) => thread.name.startsWith(name)).reduce((sum, { count }) => sum + count, 0);
const share = (name: string): string => `${((100 * of(name)) / of("")).toFixed(1)}%`;
console.log(
  `the engine's threads ${share("WorkerThread")}, the main thread ${share("MainThread")} of the processor time`,
);

function look(tasks: string): void {
  try {
    for (const id of readdirSync(tasks)) {
      const stat = readFileSync(join(tasks, id, "stat"), "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      ticks.set(id, { name, count: Number(fields[11]) + Number(fields[12]) }); // user and system
    }
  } catch {
    // a thread, or the run, has just ended
  }
}
