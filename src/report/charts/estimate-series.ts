import type { Estimate } from "../../mdp/index.ts";
import type { Layer } from "./chart.ts";

/** One line of a chart: estimates over x. */
export interface EstimateSeries {
  readonly colour: string;
  readonly look: "solid" | "dashed" | "diamond";
  /** Which of the places beside an x the series takes, from left to right; series at one place cover each other. */
  readonly place: number;
  readonly points: readonly { readonly x: number; readonly estimate: Estimate }[];
}

/** The axes of a chart of estimates; y is a share, written in percent. */
interface EstimateAxes {
  readonly x: string;
  readonly y: string;
  /** Where x is marked, in steps of 1. */
  readonly xFrom: number;
  readonly xTo: number;
  readonly yDomain: readonly [low: number, high: number];
}

/** Share of an x step by which neighbouring series stand apart, so that their intervals do not hide one another. */
const dodge = 0.09;

/** The interval of shares that a set of charts has in common: all intervals fit, rounded outwards to tens of percent. */
export function sharedDomain(estimates: readonly Estimate[]): readonly [low: number, high: number] {
  const low = Math.min(...estimates.map((estimate) => estimate.low), 1);
  const high = Math.max(...estimates.map((estimate) => estimate.high), 0);
  const from = Math.max(0, Math.floor(low * 10 + 1e-9) / 10);
  return [from, Math.max(from + 0.1, Math.min(1, Math.ceil(high * 10 - 1e-9) / 10))];
}

function xTicks({ xFrom, xTo }: EstimateAxes): number[] {
  const every = Math.max(1, Math.ceil((xTo - xFrom + 1) / 12));
  return Array.from({ length: xTo - xFrom + 1 }, (_, i) => xFrom + i).filter((x) => (x - xFrom) % every === 0);
}

interface Encodings {
  readonly x: Layer;
  readonly y: Layer;
}

function encodings(axes: EstimateAxes): Encodings {
  return {
    x: {
      field: "x",
      type: "quantitative",
      scale: { domain: [axes.xFrom - 0.3, axes.xTo + 0.3], nice: false },
      axis: { title: axes.x, values: xTicks(axes), format: "d" },
    },
    y: {
      field: "value",
      type: "quantitative",
      scale: { domain: axes.yDomain, nice: false },
      axis: { title: axes.y, format: ".0%", tickCount: 5 },
    },
  };
}

function markOf({ colour, look }: EstimateSeries): Layer {
  const isFilled = look !== "dashed";
  return {
    type: "point",
    shape: look === "diamond" ? "diamond" : "circle",
    size: look === "diamond" ? 150 : 55,
    opacity: 1,
    strokeWidth: 2,
    stroke: look === "diamond" ? "var(--ink)" : colour,
    fill: isFilled ? colour : "var(--paper)",
  };
}

function layersOf(series: EstimateSeries, shift: number, { x, y }: Encodings): Layer[] {
  const data = { values: series.points.map(({ x, estimate }) => ({ ...estimate, x: x + shift })) };
  const stroke = series.colour;
  const strokeDash = series.look === "dashed" ? [5, 4] : [1, 0];
  const interval = { x, y: { ...y, field: "low" }, y2: { field: "high" } };
  return [
    { data, mark: { type: "rule", stroke, strokeWidth: 1.5, opacity: 0.55 }, encoding: interval },
    { data, mark: { type: "line", stroke, strokeWidth: 2, strokeDash }, encoding: { x, y } },
    { data, mark: markOf(series), encoding: { x, y } },
  ];
}

/** The layers of a chart of estimates with their intervals, series side by side. */
export function estimateLayers(series: readonly EstimateSeries[], axes: EstimateAxes): Layer[] {
  const encoding = encodings(axes);
  const middle = Math.max(0, ...series.map(({ place }) => place)) / 2;
  return series.flatMap((one) => layersOf(one, (one.place - middle) * dodge, encoding));
}
