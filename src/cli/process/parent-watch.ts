import { readFileSync } from "node:fs";

const everyMs = 250;

/**
 * Ends this process when the wrapper that started it is gone (npm, npx, or `rise` on an older Node starting itself again): a
 * wrapper killed with SIGKILL cannot pass it on, and its child would live on and hold the run's lock. A terminal's shell is no
 * wrapper: a run put in the background outlives its terminal.
 */
export function watchParent(): void {
  const isNpm = process.env["npm_command"] !== undefined;
  if (!isNpm && process.env["RISE_WRAPPED"] !== "1") return;
  const ancestors = (): string => [process.ppid, ...(isNpm ? [parentOf(process.ppid)] : [])].join(); // npm > sh > us
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() !== before) process.kill(process.pid, "SIGKILL");
  }, everyMs);
  timer.unref();
}

/** The parent of a process where the system shows it as a file (Linux), else 0. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8"); // "pid (name) state ppid ...", and a name may hold anything
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}
