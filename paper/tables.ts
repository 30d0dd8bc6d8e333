import type { Estimate, ModelMetrics, RunSummary } from "../src/index.ts";
import { overSeeds } from "./over-seeds.ts";
import { type Group, groups, type Study } from "./studies.ts";

/** A study with what its seeds brought. */
export interface StudyResult {
  readonly study: Study;
  /** One a seed. */
  readonly runs: readonly RunSummary[];
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
  const head = ["", "turns 1 to 5", "m1@t1", "m5@t1", "m1@t5", "pass@5", "turn 5 - turn 1", "m1@t5 - m5@t1", "seeds"];
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
        metric((metrics) => metrics["pass@5"]),
        difference(result, name, "t5 - m1@t1"),
        difference(result, name, "m1@t5 - m5@t1"),
        String(result.runs.length),
      ];
    }),
  );
  return markdown([head, ...rows]);
}

/** A study's first model is its base, told once in the headline; of the others the last model counts. */
function modelsOf({ study, runs }: StudyResult): readonly string[] {
  const names = runs[0]?.models.map(({ name }) => name) ?? [];
  return study.group === "headline" ? names : names.slice(-1);
}

const label = ({ study }: StudyResult, model: string): string =>
  study.group === "headline" ? `${study.title}: ${model}` : study.title;

function metricsOf({ runs }: StudyResult, model: string): readonly ModelMetrics[] {
  return runs.flatMap(({ models }) => models.filter(({ name }) => name === model).map(({ metrics }) => metrics));
}

function turnsOf(metrics: readonly ModelMetrics[]): string {
  const turns = metrics[0]?.turns.map((_, t) => overSeeds(metrics.flatMap((one) => one.turns.slice(t, t + 1)))) ?? [];
  return turns.map(({ value }) => (100 * value).toFixed(1)).join(" ");
}

function difference({ runs }: StudyResult, model: string, metric: string): string {
  const found = runs.flatMap(({ comparisons }) =>
    comparisons.filter((one) => one.a === model && one.b === model && one.metric === metric),
  );
  if (found.length === 0) return "";
  const { value, low, high } = overSeeds(found.map((one) => one.difference));
  const points = (share: number): string => (100 * share).toFixed(1);
  return `${value < 0 ? "" : "+"}${points(value)} [${points(low)}, ${points(high)}]`;
}

function flowTable(results: readonly StudyResult[]): string {
  const head = ["", "wrong -> right by turn", "fresh samples", "right -> wrong by turn", "fresh samples", "unchanged"];
  const rows = results.flatMap((result) =>
    modelsOf(result).map((name) => {
      const metrics = metricsOf(result, name);
      const byTurn = (of: (flow: ModelMetrics["flows"][number]) => Estimate): string =>
        (metrics[0]?.flows ?? [])
          .map((_, t) => mean(metrics.flatMap(({ flows }) => flows.slice(t, t + 1).map((flow) => of(flow).value))))
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
      ];
    }),
  );
  return markdown([head, ...rows]);
}

const mean = (values: readonly number[]): string =>
  values.length === 0 ? "" : ((100 * values.reduce((a, b) => a + b, 0)) / values.length).toFixed(1);

const percent = ({ value, low, high }: Estimate): string =>
  `${(100 * value).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
