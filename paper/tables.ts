import type { Comparison, Estimate, ModelMetrics, RecipeComparison, RunSummary } from "../src/index.ts";
import { overSeeds } from "./over-seeds.ts";
import { type Group, groups, type Study } from "./studies.ts";

/** A study with what its seeds brought. */
export interface StudyResult {
  readonly study: Study;
  /** One a seed. */
  readonly runs: readonly RunSummary[];
  /** Against the study that it is held against, over the seeds that both have; absent of that one itself. */
  readonly against?: RecipeComparison;
}

/** Every table, as Markdown: one for each group that has results, then what each turn repairs and breaks. */
export function tablesOf(results: readonly StudyResult[]): string {
  const names = Object.keys(groups) as Group[]; // keys of a constant record
  const tables = names.flatMap((group) => {
    const rows = results.filter(({ study }) => study.group === group);
    return rows.length === 0 ? [] : [`### ${groups[group]}\n\n${mainTable(rows)}`];
  });
  return [...tables, `### Flows, of those at risk\n\n${flowTable(results)}`].join("\n\n");
}

function mainTable(results: readonly StudyResult[]): string {
  const head = [
    "",
    "turns",
    "m1@t1",
    "m5@t1",
    "m1@t5",
    "p1@t5",
    "pass@5",
    "turn 5 - turn 1",
    "m1@t5 - m5@t1",
    "turn 5 against rise-self's",
    "seeds",
  ];
  const rows = results.flatMap((result) =>
    modelsOf(result).map((name) => {
      const metric = (of: (metrics: ModelMetrics) => Estimate): string =>
        percent(overSeeds(metricsOf(result, name).map(of)));
      return [
        label(result, name),
        turnsOf(metricsOf(result, name)),
        metric((metrics) => metrics["m1@t1"]),
        metric((metrics) => metrics["m5@t1"]),
        metric((metrics) => metrics["m1@t5"]),
        metric((metrics) => metrics["p1@t5"]),
        metric((metrics) => metrics["pass@5"]),
        pointsOf(within(result, "t5 - m1@t1", name)),
        pointsOf(within(result, "m1@t5 - m5@t1", name)),
        pointsOf(againstRise(result, "t5")),
        String(result.runs.length),
      ];
    }),
  );
  return markdown([head, ...rows]);
}

/** Those that are shown: each that was measured, or the last one. */
function modelsOf({ study, runs }: StudyResult): readonly string[] {
  const names = runs[0]?.models.map(({ name }) => name) ?? [];
  return study.measuresEach ? names : names.slice(-1);
}

const label = ({ study }: StudyResult, model: string): string =>
  study.measuresEach ? `${study.title}: ${model}` : study.title;

/** A model's metrics, by seed; default: the last model's. */
export function metricsOf({ runs }: StudyResult, model?: string): readonly ModelMetrics[] {
  return runs.flatMap(({ models }) => {
    const one = model === undefined ? models.at(-1) : models.find(({ name }) => name === model);
    return one === undefined ? [] : [one.metrics];
  });
}

function turnsOf(metrics: readonly ModelMetrics[]): string {
  const turns = metrics[0]?.turns.map((_, t) => overSeeds(metrics.flatMap((one) => one.turns.slice(t, t + 1)))) ?? [];
  return turns.map(({ value }) => (100 * value).toFixed(1)).join(" ");
}

/** A difference within a model, over the seeds; by default the last model's. Absent if it was not measured. */
export function within({ runs }: StudyResult, metric: string, model?: string): Estimate | undefined {
  const found = runs.flatMap(({ models, comparisons }) => {
    const name = model ?? models.at(-1)?.name;
    return comparisons.filter((one) => one.a === name && one.b === name && one.metric === metric);
  });
  return found.length === 0 ? undefined : overSeeds(found.map(({ difference }) => difference));
}

/** A study's measure minus that of the study that it is held against, paired over problems. */
export function againstRise({ against }: StudyResult, metric: string): Estimate | undefined {
  const found: Comparison | undefined = against?.comparisons.find((one) => one.metric === metric);
  return found?.difference;
}

function flowTable(results: readonly StudyResult[]): string {
  const measured = ["wrong -> right by turn", "fresh samples", "right -> wrong by turn", "fresh samples"];
  const head = ["", ...measured, "unchanged, of all", "unchanged, of the wrong"];
  const rows = results.flatMap((result) =>
    modelsOf(result).map((name) => {
      const metrics = metricsOf(result, name);
      const byTurn = (of: (flow: ModelMetrics["flows"][number]) => Estimate | undefined): string =>
        (metrics[0]?.flows ?? [])
          .map((_, t) =>
            mean(metrics.flatMap(({ flows }) => flows.slice(t, t + 1).flatMap((flow) => of(flow)?.value ?? []))),
          )
          .join(" ");
      const fresh = (of: (flow: NonNullable<ModelMetrics["fresh"]>) => Estimate): string =>
        mean(metrics.flatMap((one) => (one.fresh ? [of(one.fresh).value] : [])));
      return [
        label(result, name),
        byTurn(({ atRisk }) => atRisk.wrongToRight),
        fresh(({ wrongToRight }) => wrongToRight),
        byTurn(({ atRisk }) => atRisk.rightToWrong),
        fresh(({ rightToWrong }) => rightToWrong),
        byTurn(({ unchanged }) => unchanged),
        byTurn(({ stuck }) => stuck),
      ];
    }),
  );
  return markdown([head, ...rows]);
}

const mean = (values: readonly number[]): string =>
  values.length === 0 ? "" : ((100 * values.reduce((a, b) => a + b, 0)) / values.length).toFixed(1);

const percent = (estimate: Estimate): string => `${(100 * estimate.value).toFixed(1)} ${interval(estimate)}`;

/** A difference in points with its interval; empty where there is none. */
export function pointsOf(difference: Estimate | undefined): string {
  if (difference === undefined) return "";
  return `${difference.value < 0 ? "" : "+"}${percent(difference)}`;
}

const interval = ({ low, high }: Estimate): string => `[${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

/** Rows as a Markdown table, the first one its head. */
export function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
