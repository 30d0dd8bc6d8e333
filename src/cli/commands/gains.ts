import type { RunSummary } from "../../mdp/index.ts";

/** Whether the last model is better over five turns than at its first, and the data tell it from chance. */
export function gains({ models, comparisons }: RunSummary): boolean {
  const last = models.at(-1)?.name;
  const gain = comparisons.find(({ a, b, metric }) => a === last && b === last && metric === "m1@t5 - m1@t1");
  return gain !== undefined && gain.distinguishable && gain.difference.value > 0;
}
