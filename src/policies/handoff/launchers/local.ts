import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "../../../mdp/index.ts";
import type { LaunchConfig } from "../handoff-schema.ts";
import { pythonOf, surroundings } from "../launch-script.ts";
import { logFile, logTail } from "./log.ts";
import type { Launcher, NamedJob } from "./launcher.ts";

/** The part of the config that this machine's launcher reads. */
export type LocalOptions = Pick<LaunchConfig, "python" | "environment" | "setup">;

/** Trains on this machine, in processes of their own that outlive ours: a run that is killed finds them again. */
export function localLauncher(config: LocalOptions): Launcher {
  return {
    name: "this machine",
    pollMs: 500,
    stopsOnInterrupt: true,
    check: async () => requirePython(config),
    async start(job) {
      if (readPid(job) === undefined) await startDetached(job);
    },
    async state(job) {
      const pid = readPid(job);
      if (pid === undefined) return { kind: "absent" };
      if (await isAlive(pid, job)) return { kind: "running" };
      return { kind: "ended", reason: `process ${pid} has ended`, mayGoOn: false };
    },
    log: async (job) => logTail(job),
    stopCommand: ({ folder }) => `touch ${join(folder, "stop")}`,
  };
}

/** The process writes its own id first: there is no moment in which it runs and is not known. */
async function startDetached(job: NamedJob): Promise<void> {
  const log = openSync(logFile(job), "a");
  const script = 'echo $$ > "$1.writing"; mv "$1.writing" "$1"; exec sh "$2"';
  const child = spawn("sh", ["-c", script, "sh", pidFile(job), job.script], {
    detached: true, // a session of its own: Ctrl-C and the end of our terminal are ours alone
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  child.unref();
  while (child.exitCode === null && readPid(job) === undefined) await sleep(5);
}

const pidFile = ({ folder, name }: NamedJob): string => join(folder, `${name}.pid`);

function readPid(job: NamedJob): number | undefined {
  return existsSync(pidFile(job)) ? Number(readFileSync(pidFile(job), "utf8")) : undefined;
}

/** Process ids are used again; a command line that names the job's folder is the job's. */
async function isAlive(pid: number, { folder }: NamedJob): Promise<boolean> {
  if (existsSync("/proc/self/cmdline")) return (await commandLine(pid)).includes(folder);
  return spawnSync("ps", ["-ww", "-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(folder);
}

/** Longer than a process is without a command line while it becomes another program; one that has ended is so for ever. */
const [betweenLooksMs, looks] = [20, 10];

/** A process's command line; "" where there is no such process. */
async function commandLine(pid: number): Promise<string> {
  for (let look = 0; look < looks; look++) {
    const line = readQuietly(`/proc/${pid}/cmdline`);
    if (line !== "" || !existsSync(`/proc/${pid}`)) return line;
    await sleep(betweenLooksMs);
  }
  return "";
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it ended just now
  }
}

/** Looks for the libraries as the training will: the user's own lines may be what makes them be found. */
function requirePython(config: LocalOptions): void {
  const modules = ["torch", "transformers", "accelerate"];
  const search =
    "import importlib.util, sys; sys.exit(' '.join(m for m in sys.argv[1:] if not importlib.util.find_spec(m)) or 0)";
  const script = ["set -e", ...surroundings(config), `exec ${pythonOf(config)} "$@"`].join("\n");
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", "-c", search, ...modules], { encoding: "utf8" });
  if (status === 0) return;
  const names = modules.join(", ");
  throw new ConfigError(
    `trainer.python must be a Python with ${names}, got ${config.python}, which says ${JSON.stringify(stderr.trim())}; ` +
      `pip install ${modules.join(" ")}`,
  );
}
