import type { Estimate, Flow, FlowShares, ModelScores } from "../../mdp/index.ts";
import type { Html } from "../page/html.ts";
import { isObserved } from "../words.ts";
import { drawChart, type Layer } from "./chart.ts";
import { modelColour } from "../page/colours.ts";
import { estimateLayers, sharedDomain, type EstimateSeries } from "./estimate-series.ts";

/** What is drawn over the turns: a share of {@link Flow}, and its name among those of fresh samples. */
interface FlowShare {
  readonly of: (flow: Flow) => Estimate;
  readonly fresh: keyof FlowShares;
}

/** One share of the flows over the turns, all models in one chart; dashed, what fresh samples would come to. */
export async function flowChart(
  description: string,
  models: readonly ModelScores[],
  { of, fresh }: FlowShare,
): Promise<Html> {
  const series = models.flatMap(({ metrics }, model): EstimateSeries[] => {
    const place = { colour: modelColour(model), place: model };
    const observed = (estimate: Estimate, i: number) => (isObserved(estimate) ? [{ x: i + 2, estimate }] : []);
    const points = metrics.flows.flatMap((flow, i) => observed(of(flow), i));
    const afresh = metrics.flows.flatMap((flow, i) =>
      flow.fresh === undefined ? [] : observed(flow.fresh.shares[fresh], i),
    );
    return [
      { ...place, look: "dashed", points: afresh },
      { ...place, look: "solid", points },
    ];
  });
  const [, high] = sharedDomain(series.flatMap(({ points }) => points.map(({ estimate }) => estimate)));
  const layers = estimateLayers(series, {
    x: "turn",
    y: "share",
    xFrom: 2,
    xTo: Math.max(2, ...models.map(({ metrics }) => metrics.flows.length + 1)),
    yDomain: [0, Math.min(1, high)], // all of it where nothing was observed
  });
  return await drawChart(description, layers);
}

function balanceRows(models: readonly ModelScores[]): Readonly<Record<string, number | string>>[] {
  return models.flatMap(({ metrics }, model) =>
    metrics.flows.flatMap(({ wrongToRight, rightToWrong }, i) => [
      { turn: i + 2, model, share: wrongToRight.value, low: wrongToRight.low, high: wrongToRight.high },
      { turn: i + 2, model, share: -rightToWrong.value, low: -rightToWrong.low, high: -rightToWrong.high },
    ]),
  );
}

/** Gains above the line, losses below it, of all problems: what a turn adds is the difference of its two bars. */
export async function balanceChart(models: readonly ModelScores[]): Promise<Html> {
  const values = balanceRows(models);
  const x = { field: "turn", type: "ordinal", axis: { title: "turn", labelAngle: 0, domain: false, ticks: false } };
  const xOffset = { field: "model", type: "ordinal" };
  const axis = { title: "lost  |  gained, of all problems", format: ".0%", labelExpr: "replace(datum.label, '−', '')" };
  const y = { field: "share", type: "quantitative", axis: { ...axis, tickCount: 6 } };
  const layers = models.flatMap((_, model): Layer[] => {
    const fill = modelColour(model);
    const transform = [{ filter: `datum.model === ${model}` }];
    const opacity = { condition: { test: "datum.share < 0", value: 0.45 }, value: 1 };
    const interval = { x, xOffset, y: { ...y, field: "low" }, y2: { field: "high" } };
    return [
      { transform, mark: { type: "bar", fill }, encoding: { x, xOffset, y, opacity } },
      { transform, mark: { type: "rule", stroke: "var(--ink)", opacity: 0.7 }, encoding: interval },
    ];
  });
  const zero = {
    data: { values: [{ y: 0 }] },
    mark: { type: "rule", stroke: "var(--ink)" },
    encoding: { y: { datum: 0 } },
  };
  const withRows = layers.map((layer) => ({ ...layer, data: { values } }));
  return await drawChart("Per turn and model: answers that turned right above, that turned wrong below.", [
    ...withRows,
    zero,
  ]);
}
