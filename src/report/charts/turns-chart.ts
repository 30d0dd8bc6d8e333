import type { Estimate, ModelScores } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { drawChart } from "./chart.ts";
import { modelColour } from "../page/colours.ts";
import { estimateLayers, sharedDomain } from "./estimate-series.ts";

/** Accuracy of each turn alone, all models in one chart. */
export async function turnsChart(models: readonly ModelScores[]): Promise<Html> {
  return await turnsCurve(models.map(({ metrics }) => metrics.turns));
}

/**
 * Accuracy over the turns, a line each.
 *
 * @param lines shape [models][turns]
 */
export async function turnsCurve(lines: readonly (readonly Estimate[])[]): Promise<Html> {
  const series = lines.map((turns, model) => ({
    colour: modelColour(model),
    look: "solid" as const,
    place: model,
    points: turns.map((estimate, i) => ({ x: i + 1, estimate })),
  }));
  const layers = estimateLayers(series, {
    x: "turn",
    y: "right answers",
    xFrom: 1,
    xTo: Math.max(1, ...lines.map(({ length }) => length)),
    yDomain: sharedDomain(lines.flat()),
  });
  return await drawChart("Accuracy of each turn alone, one line per model.", layers);
}
