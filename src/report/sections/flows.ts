import type { Estimate, Flow, ModelScores } from "../../mdp/index.ts";
import { balanceChart, flowChart } from "../charts/flow-charts.ts";
import { html, type Html } from "../page/html.ts";
import { freshLegend, modelLegend } from "../page/legend.ts";
import { estimateCell, modelName, pointsCell, table } from "../page/table.ts";

interface Column {
  readonly name: string;
  readonly of: (flow: Flow) => Estimate | undefined;
  /** Whether it is a difference, in points. */
  readonly isDifference?: boolean;
}

const columns: readonly Column[] = [
  { name: "wrong to right, of all", of: (flow) => flow.wrongToRight },
  { name: "right to wrong, of all", of: (flow) => flow.rightToWrong },
  { name: "wrong to right, of the wrong", of: (flow) => flow.atRisk.wrongToRight },
  { name: "fresh", of: ({ fresh }) => fresh?.shares.wrongToRight },
  { name: "difference", of: ({ fresh }) => fresh?.differences.wrongToRight, isDifference: true },
  { name: "right to wrong, of the right", of: (flow) => flow.atRisk.rightToWrong },
  { name: "fresh", of: ({ fresh }) => fresh?.shares.rightToWrong },
  { name: "difference", of: ({ fresh }) => fresh?.differences.rightToWrong, isDifference: true },
  { name: "answer unchanged, of all", of: (flow) => flow.unchanged },
  { name: "fresh", of: ({ fresh }) => fresh?.shares.unchanged },
  { name: "answer unchanged, of the wrong", of: ({ stuck }) => stuck },
  { name: "no answer", of: (flow) => flow.noAnswer },
  { name: "truncated", of: (flow) => flow.truncated },
];

function figures(models: readonly ModelScores[]): Html {
  const rows = models.flatMap(({ name, metrics }) =>
    metrics.flows.map((flow, i) => [
      modelName(name),
      `${i + 1} to ${i + 2}`,
      ...columns.map(({ of, isDifference }) => {
        const estimate = of(flow);
        if (estimate === undefined) return undefined;
        return isDifference === true ? pointsCell(estimate) : estimateCell(estimate);
      }),
    ]),
  );
  return html`<details>
    <summary>The figures behind these charts</summary>
    ${table(["", "turns", ...columns.map(({ name }) => name)], rows)}
  </details>`;
}

/** The answers that each turn repairs and breaks, of all problems and of those at risk, and how often it changes nothing. */
export async function flowsSection(models: readonly ModelScores[]): Promise<Html | undefined> {
  if (models.every(({ metrics }) => metrics.flows.length === 0)) return undefined;
  const repaired = await flowChart("Share of the wrong answers that turn right.", models, {
    of: (flow) => flow.atRisk.wrongToRight,
    fresh: "wrongToRight",
  });
  const broken = await flowChart("Share of the right answers that turn wrong.", models, {
    of: (flow) => flow.atRisk.rightToWrong,
    fresh: "rightToWrong",
  });
  const unchanged = await flowChart("Share of answers that stay the same.", models, {
    of: (flow) => flow.unchanged,
    fresh: "unchanged",
  });
  return html`<h2>What each turn repairs, and what it breaks</h2>
    <p>
      A model that corrects itself repairs more than fresh samples of the same problems would, and breaks less. One that
      merely samples again lies on its dashed line; one that copies its last answer changes nothing.
    </p>
    ${modelLegend(models.map(({ name }) => name))} ${freshLegend()}
    <div class="figures">
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
        <figcaption>
          Near 100%: the model has collapsed to copying. Below, how many of its wrong answers it repeats.
        </figcaption>
        ${unchanged}
      </figure>
      <figure>
        <h3>Gained and lost, of all problems</h3>
        <figcaption>Up: wrong before, right now. Down: right before, wrong now.</figcaption>
        ${await balanceChart(models)}
      </figure>
    </div>
    ${figures(models)}`;
}
