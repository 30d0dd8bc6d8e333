import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The limits of a control group, for all its processes together. */
interface GroupLimits {
  readonly memoryBytes: number;
  readonly processes: number;
}

/** A control group of Linux: what belongs to it cannot leave it, nor what it starts, and the kernel holds all of it to one limit. */
export interface ControlGroup {
  /** Whoever writes 0 into its `cgroup.procs` belongs to it. */
  readonly folder: string;
  /** Whether something of it was ended because all together took too much. */
  ranOutOfMemory(): boolean;
  /** Ends all that belongs to it. */
  kill(): void;
  /** Removes it, which the system allows as soon as nothing is in it any more. */
  remove(): void;
}

/**
 * The folders in which a process might make control groups of version 2: its own group's and those above it, nearest first.
 *
 * @param mounts /proc/self/mountinfo
 * @param groups /proc/self/cgroup
 */
export function groupFolders(mounts: string, groups: string): readonly string[] {
  const own = /^0::(\/.*)$/m.exec(groups)?.[1];
  const mount = /^\d+ \d+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(mounts);
  if (own === undefined || mount === null) return [];
  const [, root = "/", place = ""] = mount;
  const below = relative(root, own);
  if (below.startsWith("..")) return [place]; // our group is not to be seen from here
  const names = below === "" ? [] : below.split("/");
  return Array.from({ length: names.length + 1 }, (_, i) => join(place, ...names.slice(0, names.length - i)));
}

let parent: string | undefined;
let isLooked = false;

/** The folder in which this process may make control groups that limit memory and processes; undefined where the system allows none. */
export function findGroupFolder(): string | undefined {
  if (isLooked || process.platform !== "linux") return parent;
  isLooked = true;
  const folders = groupFolders(read("/proc/self/mountinfo"), read("/proc/self/cgroup"));
  parent = folders.find((folder) => hands(folder) && canLimit(folder));
  if (parent !== undefined) removeLeftovers(parent);
  return parent;
}

/** Whether the groups below a folder may be given limits. */
function hands(folder: string): boolean {
  const controllers = read(join(folder, "cgroup.subtree_control")).split(/\s+/);
  return ["memory", "pids"].every((one) => controllers.includes(one));
}

/** Tries it with a process that does nothing. */
function canLimit(folder: string): boolean {
  const group = createControlGroup(folder, { memoryBytes: 2 ** 26, processes: 8 });
  if (group === undefined) return false;
  const { status } = spawnSync("/bin/sh", ["-c", `echo 0 > "$1/cgroup.procs"`, "sh", group.folder], {
    stdio: "ignore",
  });
  group.remove();
  return status === 0;
}

let count = 0;

/** Makes a control group in a folder; undefined where that is not allowed. */
export function createControlGroup(parent: string, limits: GroupLimits): ControlGroup | undefined {
  const folder = join(parent, `rise-${process.pid}-${count++}`);
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  const remove = (): void => removeSoon(folder);
  try {
    writeFileSync(join(folder, "memory.max"), String(limits.memoryBytes));
    writeFileSync(join(folder, "pids.max"), String(limits.processes));
    tryWrite(join(folder, "memory.swap.max"), "0"); // a kernel without swap has no such file
    tryWrite(join(folder, "memory.oom.group"), "1"); // all of it is ended, not the one that happens to ask
  } catch {
    remove();
    return undefined;
  }
  return {
    folder,
    remove,
    ranOutOfMemory: () => Number(/^oom_kill (\d+)$/m.exec(read(join(folder, "memory.events")))?.[1] ?? 0) > 0,
    kill: () => tryWrite(join(folder, "cgroup.kill"), "1"), // Linux 5.14 and newer
  };
}

const [retries, retryMs] = [40, 50];

/** What was killed belongs to its group until its end is taken note of. */
function removeSoon(folder: string, left = retries): void {
  try {
    rmdirSync(folder);
  } catch {
    if (left > 0) setTimeout(removeSoon, retryMs, folder, left - 1).unref();
  }
}

/** Groups of processes that were killed. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^rise-(\d+)-\d+$/.exec(name)?.[1] ?? 0);
    if (pid > 0 && pid !== process.pid && read(`/proc/${pid}/stat`) === "") removeSoon(join(parent, name), 0);
  }
}

function tryWrite(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "r+" });
  } catch {
    // not every kernel has it
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it is not there, or not ours to see
  }
}
