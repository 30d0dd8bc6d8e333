import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inNamespaces, type Isolation, mostProcesses, sandboxEnvironment } from "./isolation.ts";
import { isRunnable } from "./is-runnable.ts";
import type { Limits } from "./limits.ts";
import { limitScript } from "./namespace-script.ts";

/** A command to run isolated. */
export interface IsolatedCommand {
  readonly command: readonly string[];
  /** What it must see of the file system besides the system's own. */
  readonly paths: readonly string[];
  /** Memory that its interpreter takes or reserves before any program runs. */
  readonly interpreterBytes: number;
  readonly input: string;
}

/** How an isolated command ended. */
export interface IsolatedEnd {
  /** Exit code; 128 + n after signal n; null where it was stopped by us or could not be started. */
  readonly code: number | null;
  /** Why it was stopped by us; `busy`: it waited for the processor all along. */
  readonly stopped?: "time" | "busy" | "output";
  /** It could not be started. */
  readonly failure?: string;
  /** What it wrote to file descriptor 3: the harness's records. */
  readonly records: string;
  /** The last 2,000 characters that it printed to stderr. */
  readonly stderr: string;
}

/** How many times its time a program is given that waits for the processor. */
export const mostWallRounds = 10;
/** How often, and how far apart, a program is seen not to want the processor before its time is up. */
const [mostLooks, lookMs] = [5, 20];

const startMsAtMost = 60_000;
const mostRecordChars = 1_000_000;
const stderrChars = 2000;

/** Runs a command under limits, in isolation where the system allows; never rejects. Nothing of it is left running. */
export async function runIsolated(
  { command, paths, interpreterBytes, input }: IsolatedCommand,
  limits: Limits,
  isolation: Isolation,
): Promise<IsolatedEnd> {
  const folder = mkdtempSync(join(tmpdir(), "rise-sandbox-"));
  const { cpuSeconds, memoryBytes, diskBytes } = limits;
  const kibibytes = Math.ceil((memoryBytes + interpreterBytes) / 1024);
  const numbers = [cpuSeconds, kibibytes, Math.ceil(diskBytes / 512), mostProcesses(isolation)].map(String);
  const limited: [string, ...string[]] = ["/bin/sh", "-c", limitScript, "sh", ...numbers, ...command];
  const [file, ...args] = isolation === "namespaces" ? inNamespaces(limited, { folder, paths, diskBytes }) : limited;
  try {
    const stdio = ["pipe", "pipe", "pipe", "pipe"] as const;
    const child = spawn(file, args, { cwd: folder, env: sandboxEnvironment, stdio: [...stdio], detached: true }); // its own process group
    return await ended(child, input, limits);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ended(child: ChildProcess, input: string, limits: Limits): Promise<IsolatedEnd> {
  const written = { bytes: 0, records: "", stderr: "" };
  const { promise, resolve } = Promise.withResolvers<IsolatedEnd>();
  const end = (how: Pick<IsolatedEnd, "code" | "stopped" | "failure">): void => {
    stopClock();
    killGroup(child);
    const { records, stderr } = written;
    resolve({ ...how, records, stderr });
  };
  const clock = (ms: number): (() => void) => startClock(child, ms, (stopped) => end({ code: null, stopped }));
  let stopClock = clock(startMsAtMost);
  const read = (fd: 1 | 2 | 3, take: (text: string, bytes: number) => void): void => {
    const decoder = new TextDecoder(); // a character may come in two chunks
    const stream = child.stdio[fd];
    stream?.on("data", (chunk: Buffer) => take(decoder.decode(chunk, { stream: true }), chunk.length));
    stream?.on("error", () => undefined); // the end is told by "close"
  };
  const count = (bytes: number): void => {
    written.bytes += bytes;
    if (written.bytes > limits.outputBytes) end({ code: null, stopped: "output" });
  };
  read(1, (_, bytes) => count(bytes));
  read(2, (text, bytes) => {
    written.stderr = (written.stderr + text).slice(-stderrChars);
    count(bytes);
  });
  read(3, (text) => {
    if (written.records === "") {
      stopClock();
      stopClock = clock(limits.wallMs); // the harness has begun: until now it was not the program's time
    }
    written.records = (written.records + text).slice(0, mostRecordChars);
  });
  child.on("error", ({ message }) => end({ code: null, failure: message }));
  child.on("close", (code) => end({ code }));
  child.stdin?.on("error", () => undefined); // it ended without reading: "close" tells how
  child.stdin?.end(input);
  return promise;
}

/**
 * Calls back when a program has had its time. One that only waits for the processor is given more: its limit is processor time.
 *
 * @returns stops the clock
 */
function startClock({ pid = 0 }: ChildProcess, wallMs: number, onEnd: (stopped: "time" | "busy") => void): () => void {
  let timer: NodeJS.Timeout;
  const look = (round: number, looks: number): void => {
    if (isRunnable(pid)) {
      if (round === mostWallRounds) onEnd("busy");
      else wait(round + 1);
    } else if (looks === mostLooks) onEnd("time");
    else timer = setTimeout(look, lookMs, round, looks + 1); // it may only have been waiting for a page of memory
  };
  const wait = (round: number): void => {
    timer = setTimeout(look, wallMs, round, 1);
  };
  wait(1);
  return () => clearTimeout(timer);
}

/** Ends whatever is left of the command's process group; in namespaces the end of the first process ends all. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // none is left
  }
}
