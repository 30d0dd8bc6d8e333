import { readdirSync, readFileSync } from "node:fs";

/** O_CLOEXEC, as /proc shows it: what a program opens itself does not go on to the programs that it starts. */
const closesOnExec = 0o2_000_000;

/**
 * The descriptors that this process was given by whoever started it, and would hand on to every process that it starts: a shell's lock
 * or log, a build server's pipe. Node sees to the first ones alone, up to a gap. Linux; elsewhere they cannot be told.
 *
 * @param first those before it are left out
 */
export function inheritedDescriptors(first: number): readonly number[] {
  try {
    return readdirSync("/proc/self/fd")
      .map(Number)
      .filter((fd) => fd >= first && isHandedOn(fd));
  } catch {
    return [];
  }
}

function isHandedOn(fd: number): boolean {
  try {
    const [, flags = "0"] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")) ?? [];
    return (Number.parseInt(flags, 8) & closesOnExec) === 0;
  } catch {
    return false; // the one that the list was read by
  }
}
