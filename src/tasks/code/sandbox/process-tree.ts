import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

/** One process, as /proc shows it. */
export interface ProcessFacts {
  readonly pid: number;
  /** With the pid it names a process for good: pids are used again. */
  readonly startedAt: string;
  readonly parent: number;
  readonly group: number;
  /** Its own processor time. */
  readonly cpuSeconds: number;
  /** Of the children that it waited for, and theirs. */
  readonly childrenCpuSeconds: number;
  readonly residentBytes: number;
}

const ticksPerSecond = 100; // USER_HZ: what Linux shows to programs, whatever its own clock
const pageBytes = 4096;

/** A process, as Linux's /proc shows it; undefined where it has ended, or there is no /proc. */
export function factsOf(pid: number): ProcessFacts | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // after the name, which may hold anything
  const number = (index: number): number => Number(fields[index]);
  return {
    pid,
    startedAt: fields[19] ?? "",
    parent: number(1),
    group: number(2),
    cpuSeconds: (number(11) + number(12)) / ticksPerSecond,
    childrenCpuSeconds: (number(13) + number(14)) / ticksPerSecond,
    residentBytes: number(21) * pageBytes,
  };
}

/** The processes that come from one, itself among them. */
export function treeOf(root: number): readonly ProcessFacts[] {
  const found: ProcessFacts[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    const facts = factsOf(pid);
    if (facts === undefined) continue;
    found.push(facts);
    waiting.push(...childrenOf(pid));
  }
  return found;
}

/** All living processes whose real user is the given one. */
export function processesOf(user: number): readonly number[] {
  return allProcesses().filter((pid) => {
    const status = read(`/proc/${pid}/status`) ?? "";
    return new RegExp(`^Uid:\\s+${user}\\s`, "m").test(status) && !/^State:\s+Z/m.test(status);
  });
}

/** All processes that were started with a variable, written `NAME=value`, as far as we may know. */
export function processesWith(variable: string): readonly number[] {
  return allProcesses().filter((pid) => (read(`/proc/${pid}/environ`) ?? "").split("\0").includes(variable));
}

/** Memory of a process, pages that it shares counted in part. */
export function proportionalBytes(pid: number): number | undefined {
  const [, kibibytes] = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? "") ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/**
 * Bytes that no process is charged for: of the nameless files in memory that processes hold open, mapped or not, and of their sockets, as
 * much as each takes of what nobody reads.
 */
export function unchargedBytes(pids: readonly number[]): number {
  const files = new Map<number, number>();
  const sockets = new Set<string>();
  for (const pid of pids)
    for (const name of list(`/proc/${pid}/fd`)) {
      const path = `/proc/${pid}/fd/${name}`;
      try {
        const target = readlinkSync(path);
        if (target.startsWith("socket:")) sockets.add(target);
        if (!target.startsWith("/memfd:")) continue;
        const { ino, blocks } = statSync(path);
        files.set(ino, blocks * 512);
      } catch {
        // closed since
      }
    }
  const filesBytes = [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
  return filesBytes + Math.max(0, sockets.size - fewSockets) * socketBytes();
}

/** Those that a process is born with, and what any program may need, are not asked how full they are. */
const fewSockets = 32;

let knownSocketBytes: number | undefined;

/** What the system lets a socket hold unless it asks for more; Linux's own default where it is not to be seen. */
function socketBytes(): number {
  return (knownSocketBytes ??= Number(read("/proc/sys/net/core/wmem_default") ?? 0) || 212_992);
}

function childrenOf(pid: number): readonly number[] {
  return list(`/proc/${pid}/task`).flatMap((thread) => {
    const text = read(`/proc/${pid}/task/${thread}/children`) ?? "";
    return text.split(" ").filter(Boolean).map(Number);
  });
}

const allProcesses = (): readonly number[] =>
  list("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return []; // it has ended since, or is not ours to see
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
