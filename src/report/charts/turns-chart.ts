import type { ModelScores } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { drawChart } from "./chart.ts";
import { modelColour } from "../page/colours.ts";
import { estimateLayers, sharedDomain } from "./estimate-series.ts";

/** Accuracy of each turn alone, all models in one chart. */
export async function turnsChart(models: readonly ModelScores[]): Promise<Html> {
  const series = models.map(({ metrics }, model) => ({
    colour: modelColour(model),
    look: "solid" as const,
    place: model,
    points: metrics.turns.map((estimate, i) => ({ x: i + 1, estimate })),
  }));
  const layers = estimateLayers(series, {
    x: "turn",
    y: "right answers",
    xFrom: 1,
    xTo: Math.max(1, ...models.map(({ metrics }) => metrics.turns.length)),
    yDomain: sharedDomain(models.flatMap(({ metrics }) => metrics.turns)),
  });
  return await drawChart("Accuracy of each turn alone, one line per model.", layers);
}
