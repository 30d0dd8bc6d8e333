import type { ModelScores } from "../../mdp/index.ts";
import { headlineMetrics } from "../headline-metrics.ts";
import { modelColour } from "../page/colours.ts";
import type { Html } from "../page/html.ts";
import { drawChart, type Layer } from "./chart.ts";

const barPx = 11;
const smallestPx = 235; // the other charts' height

/** One bar per model for each way of answering that needs no oracle: a single answer, a greedy one, votes. */
export async function answersChart(models: readonly ModelScores[]): Promise<Html> {
  const ways = headlineMetrics.filter(({ bar, of }) => bar !== undefined && models.some(({ metrics }) => of(metrics)));
  const values = models.flatMap(({ metrics }, model) =>
    ways.flatMap(({ bar, of }) => {
      const estimate = of(metrics);
      return estimate === undefined ? [] : [{ way: bar, model, ...estimate }];
    }),
  );
  const axis = { title: null, domain: false, ticks: false, labelLimit: 0 };
  const y = { field: "way", type: "ordinal", sort: ways.map(({ bar }) => bar), axis };
  const yOffset = { field: "model", type: "ordinal" };
  const x = { field: "value", type: "quantitative", axis: { title: "right answers", format: ".0%", tickCount: 5 } };
  const layers = models.flatMap((_, model): Layer[] => {
    const transform = [{ filter: `datum.model === ${model}` }];
    const interval = { y, yOffset, x: { ...x, field: "low" }, x2: { field: "high" } };
    return [
      { data: { values }, transform, mark: { type: "bar", fill: modelColour(model) }, encoding: { y, yOffset, x } },
      { data: { values }, transform, mark: { type: "rule", stroke: "var(--ink)", opacity: 0.7 }, encoding: interval },
    ];
  });
  const heightPx = Math.max(smallestPx, 60 + ways.length * models.length * barPx);
  const description = "Accuracy of single answers, of the greedy one and of votes: a bar per model, with its interval.";
  return await drawChart(description, layers, heightPx);
}
