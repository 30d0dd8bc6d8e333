import type { Limits } from "./limits.ts";
import { type ProcessFacts, proportionalBytes, treeOf, unchargedBytes } from "./process-tree.ts";

/** Past which limit of all its processes together a command has gone. */
type TreeLimit = "cpu" | "memory";

/** Follows the processes that come from one: what they use together, and which of them there were. */
interface TreeWatch {
  /** Every process that was seen to belong to it. */
  readonly seen: ReadonlyMap<string, ProcessFacts>;
  /** Looks now, as it does by itself from time to time. */
  readonly look: () => void;
  readonly stop: () => void;
}

const lookMs = 50;

/**
 * Watches the tree of a process on Linux; elsewhere there is nothing to see.
 *
 * @param spareBytes memory that its interpreter takes before any program runs
 * @param onPast is told, once, past which limit it has gone
 */
export function watchTree(
  root: number,
  { cpuSeconds, memoryBytes }: Limits,
  spareBytes: number,
  onPast: (limit: TreeLimit) => void,
): TreeWatch {
  const seen = new Map<string, ProcessFacts>();
  const look = (): void => {
    const tree = treeOf(root);
    for (const facts of tree) seen.set(`${facts.pid} ${facts.startedAt}`, facts);
    if (usedSeconds(tree, seen) > cpuSeconds + 1) onPast("cpu");
    else if (isPast(tree, memoryBytes + spareBytes)) onPast("memory");
  };
  const timer = setInterval(look, lookMs);
  return { seen, look, stop: () => clearInterval(timer) };
}

/**
 * At least the processor time that the tree has had. Of ended processes their parents tell, unless these ignore the end of their
 * children; what was seen while they ran is known all the same.
 */
function usedSeconds(tree: readonly ProcessFacts[], seen: ReadonlyMap<string, ProcessFacts>): number {
  const told = tree.reduce((sum, { cpuSeconds, childrenCpuSeconds }) => sum + cpuSeconds + childrenCpuSeconds, 0);
  const witnessed = [...seen.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  return Math.max(told, witnessed);
}

/** Forked processes share most of their pages: only where the plain sum is too much are shares asked for, which costs more. */
function isPast(tree: readonly ProcessFacts[], maxBytes: number): boolean {
  const uncharged = unchargedBytes(tree.map(({ pid }) => pid));
  const sum = tree.reduce((total, { residentBytes }) => total + residentBytes, uncharged);
  if (sum <= maxBytes) return false;
  const shares = tree.reduce((total, { pid, residentBytes }) => total + (proportionalBytes(pid) ?? residentBytes), 0);
  return shares + uncharged > maxBytes;
}
