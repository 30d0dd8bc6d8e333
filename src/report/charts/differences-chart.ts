import type { Comparison } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { drawChart, type Layer } from "./chart.ts";

const rowPx = 30;

/** One metric's differences, each with its interval beside the line of no difference. */
export async function differencesChart(metric: string, comparisons: readonly Comparison[]): Promise<Html> {
  const values = comparisons.map(({ a, b, difference, adjusted }, row) => ({
    row: String(row),
    label: `${b} − ${a}`,
    stands: adjusted,
    value: difference.value,
    low: difference.low,
    high: difference.high,
  }));
  const y = { field: "row", type: "ordinal", axis: null };
  const axis = {
    title: "difference in points",
    format: "+.0%",
    tickCount: 5,
    labelExpr: "replace(datum.label, '%', '')",
  };
  const x = { field: "value", type: "quantitative", axis };
  const fill = { condition: { test: "datum.stands", value: "var(--model-1)" }, value: "var(--paper)" };
  const mark = { type: "point", size: 70, opacity: 1, stroke: "var(--model-1)", strokeWidth: 2 };
  const name = { type: "text", align: "left", dx: 4, dy: -11, fontSize: 12, fill: "var(--ink)", limit: 300 };
  const layers: Layer[] = [
    {
      data: { values: [{}] },
      mark: { type: "rule", stroke: "var(--ink)", opacity: 0.6 },
      encoding: { x: { datum: 0 } },
    },
    {
      data: { values },
      mark: { type: "rule", stroke: "var(--model-1)", strokeWidth: 2 },
      encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } },
    },
    { data: { values }, mark, encoding: { y, x, fill } },
    { data: { values }, mark: { ...name, x: 0 }, encoding: { y, text: { field: "label" } } },
  ];
  return await drawChart(`${metric}: differences with their intervals.`, layers, 60 + rowPx * comparisons.length * 1.2);
}
