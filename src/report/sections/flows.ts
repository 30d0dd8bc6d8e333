import type { Estimate, Flow, ModelScores } from "../../mdp/index.ts";
import { balanceChart, flowChart } from "../charts/flow-charts.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { estimateCell, modelName, table } from "../page/table.ts";

const shares: readonly { readonly name: string; readonly of: (flow: Flow) => Estimate }[] = [
  { name: "wrong to right, of all", of: (flow) => flow.wrongToRight },
  { name: "right to wrong, of all", of: (flow) => flow.rightToWrong },
  { name: "wrong to right, of the wrong", of: (flow) => flow.atRisk.wrongToRight },
  { name: "right to wrong, of the right", of: (flow) => flow.atRisk.rightToWrong },
  { name: "answer unchanged", of: (flow) => flow.unchanged },
  { name: "no answer", of: (flow) => flow.noAnswer },
  { name: "truncated", of: (flow) => flow.truncated },
];

function figures(models: readonly ModelScores[]): Html {
  const rows = models.flatMap(({ name, metrics }) =>
    metrics.flows.map((flow, i) => [
      modelName(name),
      `${i + 1} to ${i + 2}`,
      ...shares.map(({ of }) => estimateCell(of(flow))),
    ]),
  );
  return html`<details>
    <summary>The figures behind these charts</summary>
    ${table(["", "turns", ...shares.map(({ name }) => name)], rows)}
  </details>`;
}

/** What each turn repairs and what it breaks, of all problems and of those at risk, and how often it changes nothing. */
export async function flowsSection(models: readonly ModelScores[]): Promise<Html | undefined> {
  if (models.every(({ metrics }) => metrics.flows.length === 0)) return undefined;
  const repaired = await flowChart(
    "Share of the wrong answers that turn right.",
    models,
    (flow) => flow.atRisk.wrongToRight,
  );
  const broken = await flowChart(
    "Share of the right answers that turn wrong.",
    models,
    (flow) => flow.atRisk.rightToWrong,
  );
  const unchanged = await flowChart("Share of answers that stay the same.", models, (flow) => flow.unchanged);
  return html`<h2>What each turn repairs, and what it breaks</h2>
    <p>
      A model that corrects itself repairs more than it breaks. One that merely samples again repairs and breaks alike;
      one that copies its last answer changes nothing.
    </p>
    ${modelLegend(models.map(({ name }) => name))}
    <div class="figures">
      <figure>
        <h3>Gained and lost, of all problems</h3>
        <figcaption>Up: wrong before, right now. Down: right before, wrong now.</figcaption>
        ${await balanceChart(models)}
      </figure>
      <figure>
        <h3>Repaired, of the wrong answers</h3>
        <figcaption>At risk: the problems answered wrong the turn before.</figcaption>
        ${repaired}
      </figure>
      <figure>
        <h3>Broken, of the right answers</h3>
        <figcaption>At risk: the problems answered right the turn before.</figcaption>
        ${broken}
      </figure>
      <figure>
        <h3>Answer unchanged</h3>
        <figcaption>Near 100%: the model has collapsed to copying.</figcaption>
        ${unchanged}
      </figure>
    </div>
    ${figures(models)}`;
}
