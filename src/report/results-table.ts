import type { Comparison, Estimate, Flow, ModelScores } from "../mdp/index.ts";
import { aligned } from "./aligned.ts";
import { comparisonLabel } from "./comparisons.ts";
import { headlineMetrics } from "./headline-metrics.ts";
import { fiveOf, isObserved, judgementAmongAll, percent, percentWithInterval, pointsWithInterval } from "./words.ts";
import { verdictOf } from "./verdict.ts";

/** A sentence in lines of at most 80 columns, those after the first indented. */
export function wrapped(sentence: string): string[] {
  return sentence.split(" ").reduce<string[]>((lines, word) => {
    const line = lines.at(-1);
    if (line === undefined) return [word];
    const longer = `${line} ${word}`;
    return longer.length > 80 ? [...lines, `  ${word}`] : [...lines.slice(0, -1), longer];
  }, []);
}

function metricLines(models: readonly ModelScores[]): string[] {
  const measured = headlineMetrics.filter(({ of }) => models.some(({ metrics }) => of(metrics) !== undefined));
  const rows = measured.map(({ name, of }) => [
    name,
    ...models.map(({ metrics }) => {
      const estimate = of(metrics);
      return estimate === undefined ? "" : percentWithInterval(estimate);
    }),
  ]);
  return aligned([["", ...models.map(({ name }) => name)], ...rows], "right");
}

const flowRows = [
  { label: "wrong -> right", flow: "wrongToRight", of: ({ atRisk }: Flow) => atRisk.wrongToRight },
  { label: "right -> wrong", flow: "rightToWrong", of: ({ atRisk }: Flow) => atRisk.rightToWrong },
  { label: "unchanged, of all", flow: "unchanged", of: ({ unchanged }: Flow) => unchanged },
] as const;

/**
 * How many answers each turn repairs and breaks, of those at risk; below each row, what fresh samples in their place would. Last, how many of
 * the wrong answers are given again.
 */
function flowLines({ name, metrics: { flows } }: ModelScores): string[] {
  const hasFresh = flows.some(({ fresh }) => fresh !== undefined);
  const rows = flowRows.flatMap(({ label, flow, of }) => [
    [label, ...flows.map((one) => shareSeen(of(one)))],
    ...(hasFresh ? [["  fresh", ...flows.map(({ fresh }) => shareSeen(fresh?.shares[flow]))]] : []),
  ]);
  const isMeasured = flows.some(({ stuck }) => stuck !== undefined);
  const again = isMeasured ? [["wrong, unchanged", ...flows.map(({ stuck }) => shareSeen(stuck))]] : [];
  return aligned([[name, ...flows.map((_, i) => `to turn ${i + 2}`)], ...rows, ...again], "right");
}

/** A share in percent; where nobody was at risk there is none. */
function shareSeen(share: Estimate | undefined): string {
  return share === undefined || !isObserved(share) ? "-" : percent(share.value);
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
    shown.map((one) => [comparisonLabel(one), pointsWithInterval(one.difference), judgementAmongAll(one)]),
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
  readonly run?: { readonly smoke?: boolean };
}): string {
  const { models, comparisons, run } = results;
  const first = models[0];
  if (first === undefined) return "nothing was evaluated\n";
  const seeds = first.seeds === 1 ? "1 seed" : `${first.seeds} seeds`;
  const parts = [
    [
      `percent of ${first.problems} problems right, ${seeds}, [95% interval]`,
      ...metricLines(models),
      ...[fiveOf(first) ?? []].flat().flatMap(wrapped),
    ],
    ["each turn alone", ...turnLines(models)],
    ...models.slice(-1).map((last) => ["repaired, broken and kept, percent of those at risk", ...flowLines(last)]),
    ...(comparisons.length === 0
      ? []
      : [
          [
            `differences of ${models.at(-1)?.name ?? ""} in points, paired`,
            ...differenceLines(comparisons, models.at(-1)?.name ?? ""),
          ],
        ]),
  ];
  const verdict = verdictOf(models, comparisons, run?.smoke).flatMap(wrapped);
  return `${[...parts, verdict].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
