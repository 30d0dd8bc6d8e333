import type { Comparison, ModelScores, RunSummary } from "../../mdp/index.ts";
import { formatDifference, formatEstimate } from "./format.ts";
import { formatTable } from "./table.ts";

const columns = [
  ["m1@t1", "one attempt"],
  ["m5@t1", "5 parallel, vote"],
  ["m1@t5", "5 turns, vote"],
  ["p1@t5", "any of 5 turns"],
] as const;

/** The results of a run or an evaluation for a person: shares in percent with their 95% intervals, then the differences in words. */
export function formatResults({ models, comparisons }: Pick<RunSummary, "models" | "comparisons">): string {
  const problems = models[0]?.problems ?? 0;
  const seeds = models[0]?.seeds ?? 0;
  const table = formatTable([
    ["", ...columns.map(([, words]) => words)],
    ["", ...columns.map(([metric]) => metric)],
    ...models.map(({ name, metrics }) => [name, ...columns.map(([metric]) => formatEstimate(metrics[metric]))]),
  ]);
  const caption = `Right answers in percent, with 95% intervals; ${problems} problems, ${seeds} ${seeds === 1 ? "seed" : "seeds"}.`;
  const turns = formatTable([["turn", ...turnNumbers(models)], ...models.map(turnRow)]);
  const differences = comparisons.map(describeComparison).join("\n");
  return [caption, table, turns, differences].filter((part) => part !== "").join("\n\n");
}

function turnNumbers(models: readonly ModelScores[]): string[] {
  return Array.from({ length: Math.max(0, ...models.map(({ metrics }) => metrics.turns.length)) }, (_, t) =>
    String(t + 1),
  );
}

function turnRow({ name, metrics }: ModelScores): string[] {
  return [name, ...metrics.turns.map(({ value }) => (100 * value).toFixed(1))];
}

/** "iteration-2: m1@t5 - m1@t1 is +14.2 points [+11.0, +17.4]" */
function describeComparison({ a, b, metric, difference, distinguishable }: Comparison): string {
  const subject = a === b ? `${a}: ${metric}` : `${b} over ${a}: ${metric}`;
  const verdict = distinguishable ? "" : ", not distinguishable from none";
  return `${subject} ${formatDifference(difference)} points${verdict}`;
}
