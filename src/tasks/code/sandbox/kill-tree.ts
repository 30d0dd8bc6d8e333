import { factsOf, type ProcessFacts, processesOf, processesWith } from "./process-tree.ts";

/** By what the processes of a command are known, wherever they have gone: none in namespaces, where they cannot go. */
export interface LeftBy {
  /** The user that they run as, and nothing else does. */
  readonly user?: number;
  /** A variable of their environment. */
  readonly mark?: string;
}

/** A chain of forks can outrun one look, not many. */
const maxRounds = 20;

/**
 * Ends all that is left of a command: its process group, in namespaces with their first process everything in them; what was seen to
 * come from it; and what else is known to.
 */
export function killTree(
  leader: number,
  seen: ReadonlyMap<string, ProcessFacts> | undefined,
  { user, mark }: LeftBy,
): void {
  kill(-leader);
  for (const { pid, startedAt } of seen?.values() ?? []) if (factsOf(pid)?.startedAt === startedAt) kill(pid);
  if (process.platform !== "linux") return;
  for (let round = 0; round < maxRounds; round++) {
    const left = user !== undefined ? processesOf(user) : mark !== undefined ? processesWith(mark) : [];
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}
