import { readdirSync, readFileSync } from "node:fs";

/**
 * Whether a process of a group wants the processor: it is running, or would be if the machine were not busy with others. Told by
 * Linux's /proc; elsewhere no.
 */
export function isRunnable(group: number): boolean {
  return processIds().some((pid) => {
    const [state, , processGroup] = statOf(pid);
    return state === "R" && Number(processGroup) === group;
  });
}

function processIds(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The fields after the command's name, which stands in brackets and may hold anything: state, parent, process group, ... */
function statOf(pid: string): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return []; // it has ended since
  }
}
