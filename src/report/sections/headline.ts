import type { ModelScores } from "../../mdp/index.ts";
import { turnsChart } from "../charts/turns-chart.ts";
import { headlineMetrics } from "../headline-metrics.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { cell, estimateCell, modelName, table } from "../page/table.ts";

/** The paper's metrics of every model, beside the accuracy of each turn. */
export async function headlineSection(models: readonly ModelScores[]): Promise<Html> {
  const names = models.map(({ name }) => name);
  const rows = headlineMetrics.map(({ name, meaning, of }) => [
    cell(name, meaning),
    ...models.map(({ metrics }) => estimateCell(of(metrics))),
  ]);
  return html`<h2>Results</h2>
    <p class="quiet">
      Percent of test problems answered right, with 95% intervals over problems. Every turn gets the same prompt: nobody
      tells the model whether its last answer was right.
    </p>
    <div class="figures">
      ${table(["", ...names.map(modelName)], rows)}
      <figure>
        <h3>Accuracy of each turn alone</h3>
        <figcaption>A line that stays flat is fresh sampling, not correction.</figcaption>
        ${modelLegend(names)} ${await turnsChart(models)}
      </figure>
    </div>`;
}
