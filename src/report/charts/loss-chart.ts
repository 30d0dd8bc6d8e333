import type { IterationSoFar } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { drawChart, type Layer } from "./chart.ts";
import { modelColour } from "../page/colours.ts";

/** Largest number of points a line of the chart is drawn with: more are no better to see, and weigh on the page. */
const maxPoints = 150;

/** Means over neighbouring steps, so that a line has at most {@link maxPoints} points; steps count from 1. */
export function thinned(losses: readonly number[]): { readonly step: number; readonly loss: number }[] {
  const width = Math.max(1, Math.ceil(losses.length / maxPoints));
  return Array.from({ length: Math.ceil(losses.length / width) }, (_, i) => {
    const group = losses.slice(i * width, (i + 1) * width);
    return { step: i * width + group.length, loss: group.reduce((sum, loss) => sum + loss, 0) / group.length };
  });
}

/** The training loss of each iteration over its steps, in nats. */
export async function lossChart(iterations: readonly IterationSoFar[]): Promise<Html> {
  const layers = iterations.map(({ iteration, training }): Layer => ({
    data: { values: thinned(training?.losses ?? []) },
    mark: { type: "line", stroke: modelColour(iteration), strokeWidth: 2 },
    encoding: {
      x: { field: "step", type: "quantitative", axis: { title: "optimizer step", tickCount: 6, format: "d" } },
      y: { field: "loss", type: "quantitative", axis: { title: "weighted loss, nats per token", tickCount: 5 } },
    },
  }));
  return await drawChart("Training loss over optimizer steps, one line per iteration.", layers);
}
