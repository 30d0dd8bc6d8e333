import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ControlGroup, createControlGroup, findGroupFolder } from "./control-group.ts";
import { inheritedDescriptors } from "./inherited.ts";
import { countsProcesses, inNamespaces, type Isolation, sandboxEnvironment } from "./isolation.ts";
import { killTree, type LeftBy } from "./kill-tree.ts";
import { type Limits, maxAnswerBytes, maxOpenFiles, maxProcesses } from "./limits.ts";
import { lifelineFd, lifelineScript, limitScript } from "./scripts.ts";
import { watchTree } from "./tree-watch.ts";
import { sandboxUser } from "./user.ts";

/** A command to run isolated. */
export interface IsolatedCommand {
  readonly command: readonly string[];
  /** Paths that it must see besides the system's own. */
  readonly paths: readonly string[];
  /** Address space that its interpreter reserves before any program runs. */
  readonly reservedBytes: number;
  /** Memory that it takes before. */
  readonly interpreterBytes: number;
}

/** How an isolated command ended. */
export interface IsolatedEnd {
  /** Exit code; 128 + n after signal n; null where it was stopped by us or could not be started. */
  readonly code: number | null;
  /** Why it was stopped by us. */
  readonly stopped?: Stop;
  /** It could not be started. */
  readonly failure?: string;
  /** The last 2,000 characters that it printed to stderr. */
  readonly stderr: string;
}

/** Past which limit a command went; `done`: it was not needed any more. */
export type Stop = "time" | "cpu" | "memory" | "output" | "done";

/** The descriptors between an isolated command and us, each a pipe both ways. */
type Descriptor = 0 | 3 | 4 | 5 | 6;

/** A running isolated command. */
export interface Isolated {
  /** Writes to one of its descriptors. */
  readonly write: (fd: Descriptor, chunk: string | Buffer) => void;
  /** Tells it that nothing more comes there. */
  readonly close: (fd: Descriptor) => void;
  /** What it writes to one of its descriptors; without a listener it counts as printed. */
  readonly listen: (fd: Descriptor, take: (chunk: Buffer) => void) => void;
  /** Ends all its processes. */
  readonly stop: (why: Stop) => void;
  /** Never rejects; nothing of it is left by then. */
  readonly ended: Promise<IsolatedEnd>;
}

const stderrChars = 2000;
/** The variable by which the processes of a command are known where nothing else sets them apart. */
const markName = "RISE_SANDBOX";

/**
 * Starts a command under limits, in isolation where that is asked for.
 *
 * @throws Error if the system gives no folder or no process for it; nothing of it is left then
 */
export function startIsolated(command: IsolatedCommand, limits: Limits, isolation: Isolation): Isolated {
  const folder = mkdtempSync(join(tmpdir(), "rise-sandbox-"));
  let group: ControlGroup | undefined;
  const clean = (): void => {
    group?.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    group = groupFor(limits, command.interpreterBytes);
    return startedIn({ folder, group, clean }, command, limits, isolation);
  } catch (error) {
    clean();
    throw error;
  }
}

/** What a command has to itself while it runs. */
interface Place {
  readonly folder: string;
  readonly group: ControlGroup | undefined;
  /** Removes both. */
  readonly clean: () => void;
}

function startedIn(
  { folder, group, clean }: Place,
  { command, paths, reservedBytes, interpreterBytes }: IsolatedCommand,
  limits: Limits,
  isolation: Isolation,
): Isolated {
  const user = sandboxUser();
  const limited = underLimits(command, reservedBytes, limits, isolation, user);
  const { diskBytes } = limits;
  const isolated =
    isolation === "namespaces" ? inNamespaces(limited, { folder, paths, diskBytes, user }) : asUser(limited, user);
  if (isolation === "limits" && user !== undefined) chownSync(folder, user, user);
  else chmodSync(folder, 0o700);
  const env = { ...sandboxEnvironment, ...(isolation === "limits" && { [markName]: folder }) };
  const child = started([lifelineScript, "sh", group?.folder ?? "", ...isolated], folder, env);
  const left = isolation === "namespaces" ? {} : user === undefined ? { mark: `${markName}=${folder}` } : { user };
  return followed(child, { limits, interpreterBytes, left, group }, clean);
}

/** Starts a shell's script in a process group of its own. Of what we were given to hand on it finds nothing. */
function started(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): ChildProcess {
  const nothing = openSync("/dev/null", "r+");
  const stdio: ("pipe" | "ignore" | number)[] = Array.from({ length: lifelineFd + 1 }, () => "pipe" as const);
  for (const fd of inheritedDescriptors(stdio.length)) stdio[fd] = nothing;
  try {
    // Those between are ours alone, and closed by the system.
    return spawn("/bin/sh", ["-c", ...args], { cwd, env, stdio: Array.from(stdio, (one) => one ?? "ignore"), detached: true }); // prettier-ignore
  } finally {
    closeSync(nothing);
  }
}

/** What the sandbox itself needs besides the program: its shells, and what the kernel keeps for its processes. */
const [ownProcesses, ownBytes] = [16, 32 * 2 ** 20] as const;

/** One limit of the kernel's for all processes of a command, where the system lets us set one. */
function groupFor({ memoryBytes, diskBytes }: Limits, interpreterBytes: number): ControlGroup | undefined {
  const parent = findGroupFolder();
  if (parent === undefined) return undefined;
  // Its folder lies in memory, too.
  const bytes = Math.max(0, memoryBytes) + interpreterBytes + diskBytes + ownBytes;
  return createControlGroup(parent, { memoryBytes: bytes, processes: maxProcesses + ownProcesses });
}

function underLimits(
  command: readonly string[],
  reservedBytes: number,
  { cpuSeconds, memoryBytes, diskBytes }: Limits,
  isolation: Isolation,
  user: number | undefined,
): [string, ...string[]] {
  const kibibytes = Math.ceil((memoryBytes + reservedBytes) / 1024);
  const processes = countsProcesses(isolation, user) ? maxProcesses : 0;
  const numbers = [cpuSeconds, kibibytes, Math.ceil(diskBytes / 512), maxOpenFiles, processes].map(String);
  return ["/bin/sh", "-c", limitScript, "sh", ...numbers, ...command];
}

/** Without namespaces: as another user where we are the superuser, and never with more rights than those. */
function asUser(command: [string, ...string[]], user: number | undefined): [string, ...string[]] {
  if (process.platform !== "linux") return command;
  const become = user === undefined ? [] : ["--reuid", String(user), "--regid", String(user), "--clear-groups"];
  return ["setpriv", ...become, "--no-new-privs", "--inh-caps=-all", "--", ...command];
}

interface Surroundings {
  readonly limits: Limits;
  readonly interpreterBytes: number;
  readonly left: LeftBy;
  readonly group: ControlGroup | undefined;
}

function followed(child: ChildProcess, surroundings: Surroundings, clean: () => void): Isolated {
  const { limits, interpreterBytes, left, group } = surroundings;
  const { promise, resolve } = Promise.withResolvers<IsolatedEnd>();
  const printed = { bytes: 0, stderr: "" };
  let stopped: Stop | undefined;
  let isOver = false;
  const kill = (): void => {
    if (child.pid === undefined || isOver) return;
    group?.kill();
    killTree(child.pid, watch?.seen, left);
  };
  const stop = (why: Stop): void => {
    if (stopped !== undefined) return;
    stopped = why;
    watch?.look(); // what was born since the last look
    kill();
  };
  const watch = child.pid === undefined ? undefined : watchTree(child.pid, limits, interpreterBytes, stop);
  const finish = (how: Omit<IsolatedEnd, "stderr">): void => {
    if (isOver) return;
    watch?.stop();
    kill();
    isOver = true; // by now its number may be another's
    clean();
    resolve({ ...how, stderr: printed.stderr });
  };
  child.on("error", ({ message }) => finish({ code: null, failure: message }));
  child.on("exit", kill); // else what it left keeps its descriptors open
  child.on("close", (code) => {
    if (stopped === undefined && group?.ranOutOfMemory() === true) stopped = "memory";
    finish(stopped === undefined ? { code } : { code: null, stopped });
  });
  const listeners = new Map<number, (chunk: Buffer) => void>();
  const streams = countAll(child, listeners, printed, limits, () => stop("output"));
  return {
    write: (fd, chunk) => void (streams[fd]?.writable === true && streams[fd].write(chunk)),
    close: (fd) => void streams[fd]?.end(),
    listen: (fd, take) => void listeners.set(fd, take),
    stop,
    ended: promise,
  };
}

/** Reads every descriptor, for all can be written to, and counts what comes. */
function countAll(
  child: ChildProcess,
  listeners: ReadonlyMap<number, (chunk: Buffer) => void>,
  printed: { bytes: number; stderr: string },
  limits: Limits,
  onTooMuch: () => void,
): readonly (Socket | null)[] {
  const decoder = new TextDecoder(); // a character may come in two chunks
  // With "pipe" each is a socket; Node makes none where it could not start the process for want of descriptors.
  const streams = ((child.stdio as ChildProcess["stdio"] | undefined) ?? []) as (Socket | null)[];
  let answered = 0;
  for (const [fd, stream] of streams.entries()) {
    stream?.on("error", () => undefined); // the end is told by "close"
    stream?.on("data", (chunk: Buffer) => {
      const take = listeners.get(fd);
      if (take === undefined) printed.bytes += chunk.length;
      else answered += chunk.length;
      if (fd === 2) printed.stderr = (printed.stderr + decoder.decode(chunk, { stream: true })).slice(-stderrChars);
      if (printed.bytes > limits.outputBytes || answered > maxAnswerBytes(limits)) onTooMuch();
      else take?.(chunk);
    });
  }
  return streams;
}
