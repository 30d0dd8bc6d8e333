import type { TopLevelSpec } from "vega-lite";
import { headline } from "./studies.ts";
import { metricsOf, within, type StudyResult } from "./tables.ts";
import { overSeeds } from "./over-seeds.ts";

const style = { font: "system-ui, sans-serif", view: { stroke: null }, axis: { gridColor: "#e5e7eb" } };

/** One figure of a plot, with its 95% interval. */
interface Mark {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** SVG: how right each turn alone is, a line for each model of rise-self and each baseline. */
export function turnsPlot(results: readonly StudyResult[]): Promise<string> {
  const values = results.flatMap((result) => {
    const { study, runs } = result;
    if (study !== headline && study.group !== "baselines") return [];
    const names = study === headline ? (runs[0]?.models.map(({ name }) => name) ?? []) : [undefined];
    return names.flatMap((name) => {
      const metrics = metricsOf(result, name);
      const label = name === undefined ? study.title : `${study.title}: ${name}`;
      return (metrics[0]?.turns ?? []).map((_, t) => {
        const estimate = overSeeds(metrics.flatMap(({ turns }) => turns.slice(t, t + 1)));
        return { label, turn: t + 1, isMethod: study === headline, ...estimate };
      });
    });
  });
  const color = { field: "label", type: "nominal", scale: { scheme: "tableau10" }, sort: null, title: null };
  const x = { field: "turn", type: "quantitative", axis: { values: [1, 2, 3, 4, 5], format: "d" } };
  const y = { field: "value", type: "quantitative", axis: { title: "right answers, this turn alone", format: ".0%" } };
  const strokeDash = { condition: { test: "datum.isMethod", value: [1, 0] }, value: [4, 3] };
  return svgOf({
    width: 420,
    height: 300,
    data: { values },
    encoding: { x, color: { ...color, legend: { labelLimit: 0 } } },
    layer: [
      { mark: { type: "line", point: true }, encoding: { y, strokeDash } },
      { mark: { type: "rule", opacity: 0.5 }, encoding: { y: { ...y, field: "low" }, y2: { field: "high" } } },
    ],
  });
}

/** SVG: what turn 5 gains over turn 1 in every study, with intervals. */
export function gainsPlot(results: readonly StudyResult[]): Promise<string> {
  const values = results.flatMap((result): readonly Mark[] => {
    const gain = within(result, "t5 - m1@t1");
    return gain === undefined ? [] : [{ label: result.study.title, ...gain }];
  });
  const y = { field: "label", type: "nominal", sort: null, axis: { title: null, labelLimit: 0 } };
  const axis = { title: "turn 5 - turn 1, points", format: "+.0%", labelExpr: "replace(datum.label, '%', '')" };
  const x = { field: "value", type: "quantitative", axis };
  return svgOf({
    width: 420,
    height: { step: 20 },
    data: { values },
    layer: [
      { mark: { type: "rule", color: "#6b7280" }, encoding: { x: { datum: 0 } } },
      { mark: { type: "rule", strokeWidth: 2 }, encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" } } },
      { mark: { type: "point", filled: true, size: 60, opacity: 1 }, encoding: { y, x } },
    ],
  });
}

async function svgOf(spec: Readonly<Record<string, unknown>>): Promise<string> {
  const { compile } = await import("vega-lite");
  const { parse, View } = await import("vega");
  const whole = { ...spec, background: "white", padding: 12, config: style } as unknown as TopLevelSpec; // compile() checks it
  return new View(parse(compile(whole).spec), { renderer: "none" }).toSVG();
}
