import type { ModelScores } from "../../mdp/index.ts";
import { answersChart } from "../charts/answers-chart.ts";
import { turnsChart } from "../charts/turns-chart.ts";
import { headlineMetrics } from "../headline-metrics.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { cell, estimateCell, modelName, table } from "../page/table.ts";

function figures(models: readonly ModelScores[]): Html {
  const measured = headlineMetrics.filter(({ of }) => models.some(({ metrics }) => of(metrics) !== undefined));
  const rows = measured.map(({ name, meaning, of }) => [
    cell(name, meaning),
    ...models.map(({ metrics }) => {
      const estimate = of(metrics);
      return estimate && estimateCell(estimate);
    }),
  ]);
  return table(["", ...models.map(({ name }) => modelName(name))], rows);
}

/** Every model's ways of answering side by side, the accuracy of each turn, and the figures in the paper's names. */
export async function headlineSection(models: readonly ModelScores[]): Promise<Html> {
  return html`<h2>Results</h2>
    <p class="quiet">
      Percent of test problems answered right, with 95% intervals over problems. Every turn gets the same prompt: nobody
      tells the model whether its last answer was right.
    </p>
    ${modelLegend(models.map(({ name }) => name))}
    <div class="figures">
      <figure>
        <h3>What one may answer with</h3>
        <figcaption>Correction is worth its turns where the last bars are longer than those of the samples.</figcaption>
        ${await answersChart(models)}
      </figure>
      <figure>
        <h3>Accuracy of each turn alone</h3>
        <figcaption>A line that stays flat is fresh sampling, not correction.</figcaption>
        ${await turnsChart(models)}
      </figure>
    </div>
    ${figures(models)}`;
}
