import type { Comparison, ModelScores } from "../mdp/index.ts";
import { comparisonLabel } from "./comparisons.ts";
import { headlineMetrics } from "./headline-metrics.ts";
import { judgement, percent, percentWithInterval, pointsWithInterval } from "./words.ts";

/** Columns aligned by spaces: the first to the left, the others as `align` says. */
function aligned(rows: readonly (readonly string[])[], align: "left" | "right"): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)));
  const cell = (text: string, c: number): string =>
    c === 0 || align === "left" ? text.padEnd(widths[c] ?? 0) : text.padStart(widths[c] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

function metricLines(models: readonly ModelScores[]): string[] {
  const rows = headlineMetrics.map(({ name, of }) => [
    name,
    ...models.map(({ metrics }) => percentWithInterval(of(metrics))),
  ]);
  return aligned([["", ...models.map(({ name }) => name)], ...rows], "right");
}

/** How many answers each turn repairs and breaks, of those at risk, beside what fresh samples of the same model would. */
function flowLines({ name, metrics: { flows, fresh } }: ModelScores): string[] {
  const head = [name, ...flows.map((_, i) => `to turn ${i + 2}`), ...(fresh ? ["fresh samples"] : [])];
  const row = (label: string, which: "wrongToRight" | "rightToWrong"): string[] => [
    label,
    ...flows.map(({ atRisk }) => percent(atRisk[which].value)),
    ...(fresh ? [percent(fresh[which].value)] : []),
  ];
  return aligned([head, row("wrong -> right", "wrongToRight"), row("right -> wrong", "rightToWrong")], "right");
}

function turnLines(models: readonly ModelScores[]): string[] {
  const turns = Math.max(0, ...models.map(({ metrics }) => metrics.turns.length));
  const head = ["turn", ...Array.from({ length: turns }, (_, i) => String(i + 1))];
  const rows = models.map(({ name, metrics }) => [name, ...metrics.turns.map(({ value }) => percent(value))]);
  return aligned([head, ...rows], "right");
}

/** The last model's differences, within itself and from the first; the report has the others. */
function differenceLines(comparisons: readonly Comparison[], last: string): string[] {
  const shown = comparisons.filter(({ b }) => b === last);
  return aligned(
    shown.map((one) => [comparisonLabel(one), pointsWithInterval(one.difference), judgement(one)]),
    "left",
  );
}

/**
 * The results of a run or an evaluation for a terminal: plain text, aligned, with intervals, and in words where a
 * difference cannot be told from none. Ends with a line break.
 *
 * @param results a run's summary, or the part of it that is at hand
 */
export function renderTable(results: {
  readonly models: readonly ModelScores[];
  readonly comparisons: readonly Comparison[];
}): string {
  const { models, comparisons } = results;
  const first = models[0];
  if (first === undefined) return "nothing was evaluated\n";
  const seeds = first.seeds === 1 ? "1 seed" : `${first.seeds} seeds`;
  const parts = [
    [`percent of ${first.problems} problems right, ${seeds}, [95% interval]`, ...metricLines(models)],
    ["each turn alone", ...turnLines(models)],
    ...models.slice(-1).map((last) => ["repaired and broken, percent of those at risk", ...flowLines(last)]),
    ...(comparisons.length === 0
      ? []
      : [["differences in points, paired", ...differenceLines(comparisons, models.at(-1)?.name ?? "")]]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
