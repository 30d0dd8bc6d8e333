import type { TopLevelSpec } from "vega-lite";
import { html, trusted, type Html } from "../page/html.ts";

/** A Vega-Lite layer as this folder writes it; Vega-Lite itself checks it when it compiles. */
export type Layer = Readonly<Record<string, unknown>>;

/** Fits a telephone's width unscaled, so that a chart's letters stay as large as the page's. */
const widthPx = 330;
const usualHeightPx = 235;

const style = {
  aria: false,
  font: "Inter, system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelColor: "var(--quiet)",
    titleColor: "var(--quiet)",
    titleFontWeight: "normal",
    labelFontSize: 12,
    titleFontSize: 12,
    titlePadding: 8,
    labelPadding: 5,
    gridColor: "var(--line)",
    domainColor: "var(--line)",
    tickColor: "var(--line)",
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false },
};

/**
 * Draws a chart as SVG, without a browser. Its colours are the page's custom properties, so that one drawing serves
 * light and dark. Vega is loaded when the first chart is drawn: it takes 0.2 s, which the terminal's table does without.
 *
 * @param description one sentence for those who do not see the chart
 */
export async function drawChart(
  description: string,
  layers: readonly Layer[],
  heightPx = usualHeightPx,
): Promise<Html> {
  const { compile } = await import("vega-lite");
  const { parse, View } = await import("vega");
  const spec = {
    width: widthPx,
    height: heightPx,
    autosize: { type: "fit", contains: "padding" },
    padding: 4,
    background: "transparent",
    layer: layers,
    config: style,
  } as unknown as TopLevelSpec; // layers are plain records: compile() checks them instead of the type
  const svg = await new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
  const drawing = svg.replace(/^<svg [^>]*?(viewBox="[^"]*")>/, '<svg $1 aria-hidden="true">');
  return html`<div class="chart" role="img" aria-label="${description}">${trusted(drawing)}</div>`;
}
