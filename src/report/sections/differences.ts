import type { Comparison } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import { modelName, pointsCell, table } from "../page/table.ts";
import { judgementAmongAll } from "../words.ts";

/** Comparisons as a table: a row per metric, a column per model. */
function matrix(comparisons: readonly Comparison[]): Html {
  const models = [...new Set(comparisons.map(({ b }) => b))];
  const rows = [...Map.groupBy(comparisons, ({ metric }) => metric)].map(([metric, ofMetric]) => [
    metric,
    ...models.map((model) => ofMetric.filter(({ b }) => b === model).map(differenceCell)),
  ]);
  return table(["", ...models.map(modelName)], rows);
}

function differenceCell(comparison: Comparison): Html {
  return html`${pointsCell(comparison.difference)}<small class="words">${judgementAmongAll(comparison)}</small>`;
}

function figure(title: string, caption: string, comparisons: readonly Comparison[]): Html | undefined {
  if (comparisons.length === 0) return undefined;
  return html`<figure>
    <h3>${title}</h3>
    <figcaption>${caption}</figcaption>
    ${matrix(comparisons)}
  </figure>`;
}

/** Every difference that was tested, in points and in words: each model within itself, then against the first one. */
export function differencesSection(comparisons: readonly Comparison[]): Html | undefined {
  if (comparisons.length === 0) return undefined;
  const { within = [], between = [] } = Object.groupBy(comparisons, ({ a, b }) => (a === b ? "within" : "between"));
  const first = between[0]?.a ?? "";
  return html`<h2>Differences</h2>
    <p class="quiet">
      In points, paired over the same problems, with the 95% interval of the difference itself: figures whose intervals
      overlap above can still be distinguishable here. "Taken alone" means: no longer so after Holm's correction for all
      ${comparisons.length} differences on this page.
    </p>
    <div class="figures one">
      ${figure("Five turns, within a model", "Against its first answer, votes over parallel ones, and what fresh samples would repair and break.", within)}
      ${figure(`Each model against ${first}`, "The same metric, after training and before.", between)}
    </div>`;
}
