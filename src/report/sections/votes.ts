import type { Estimate, ModelScores } from "../../mdp/index.ts";
import { voteCharts } from "../charts/votes-chart.ts";
import { html, type Html } from "../page/html.ts";
import { voteLegend } from "../page/legend.ts";
import { estimateCell, modelName, table } from "../page/table.ts";

function figures(models: readonly ModelScores[]): Html {
  const optional = (estimate: Estimate | undefined): Html | undefined => estimate && estimateCell(estimate);
  const rows = models.flatMap(({ name, metrics: { turns, sequential, parallel, greedy } }) => {
    const attempts = Math.max(turns.length, parallel.length);
    return Array.from({ length: attempts }, (_, i) => [
      modelName(name),
      i + 1,
      ...[turns[i], sequential[i], parallel[i], greedy?.[i]].map(optional),
    ]);
  });
  const head = ["", "attempts", "turn alone", "turns, majority", "parallel, majority", "turn alone, greedy"];
  return html`<details>
    <summary>The figures behind these charts</summary>
    ${table(head, rows)}
  </details>`;
}

/** A vote over sequential turns against a vote over parallel samples, at equal samples and at equal tokens. */
export async function votesSection(models: readonly ModelScores[]): Promise<Html> {
  const charts = await voteCharts(models);
  const figure = ({ name, metrics }: ModelScores, i: number): Html =>
    html`<figure>
      <h3>${name}</h3>
      <figcaption>
        ${metrics.turns.length} turns generate as many tokens as ${metrics.equalTokensSamples} parallel samples.
      </figcaption>
      ${charts[i]}
    </figure>`;
  return html`<h2>Turns against samples</h2>
    <p>
      Who may answer several times may also just sample several times and vote. Correction is worth its price where the
      line of the turns lies above the line of the samples, and above the diamond.
    </p>
    ${voteLegend()}
    <div class="figures small">${models.map(figure)}</div>
    ${figures(models)}`;
}
