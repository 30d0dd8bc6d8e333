import type { Estimate, ModelScores } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { drawChart } from "./chart.ts";
import { modelColour } from "../page/colours.ts";
import { estimateLayers, sharedDomain, type EstimateSeries } from "./estimate-series.ts";

function estimatesOf({ metrics }: ModelScores): Estimate[] {
  return [...metrics.sequential, ...metrics.parallel, metrics["m@t1 equal tokens"]];
}

function seriesOf(scores: ModelScores, colour: string): EstimateSeries[] {
  const { sequential, parallel, equalTokensSamples } = scores.metrics;
  const points = (estimates: readonly Estimate[]) => estimates.map((estimate, i) => ({ x: i + 1, estimate }));
  return [
    { colour, look: "dashed", place: 0, points: points(parallel) },
    { colour, look: "solid", place: 1, points: points(sequential) },
    {
      colour,
      look: "diamond",
      place: 0,
      points: [{ x: equalTokensSamples, estimate: scores.metrics["m@t1 equal tokens"] }],
    },
  ];
}

/**
 * For each model, the majority over t sequential turns against the majority over t parallel first turns, and against as
 * many parallel ones as all turns cost in tokens.
 *
 * @returns shape [models], with one scale
 */
export async function voteCharts(models: readonly ModelScores[]): Promise<Html[]> {
  const yDomain = sharedDomain(models.flatMap(estimatesOf));
  const longest = models.map(({ metrics: { sequential, parallel, equalTokensSamples } }) =>
    Math.max(sequential.length, parallel.length, equalTokensSamples),
  );
  const axes = { x: "attempts that vote", y: "right answers", xFrom: 1, xTo: Math.max(1, ...longest), yDomain };
  const draw = (scores: ModelScores, model: number) =>
    drawChart(
      `${scores.name}: accuracy of the majority over sequential turns against parallel samples.`,
      estimateLayers(seriesOf(scores, modelColour(model)), axes),
    );
  return await Promise.all(models.map(draw));
}
