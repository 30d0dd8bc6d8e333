import type { Comparison } from "../../mdp/index.ts";
import { differencesChart } from "../charts/differences-chart.ts";
import { turnsCurve } from "../charts/turns-chart.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { renderPage } from "../page/page.ts";
import { cell, estimateCell, modelName, pointsCell, table } from "../page/table.ts";
import { judgementAmongAll } from "../words.ts";
import type { ComparisonInput } from "./comparison-input.ts";
import { comparisonNotes } from "./comparison-notes.ts";

/** What is told in words first. */
const headline = "t5 - m1@t1";

function figures({ recipes }: ComparisonInput): Html {
  const rows = Object.keys(recipes[0]?.metrics ?? {}).map((metric) => [
    metric,
    ...recipes.map(({ metrics }) => {
      const estimate = metrics[metric];
      if (estimate === undefined) return undefined;
      return metric.includes(" - ") ? pointsCell(estimate) : estimateCell(estimate);
    }),
  ]);
  return table(
    ["", ...recipes.map(({ name, runs }) => (runs > 1 ? cell(name, `mean of ${runs}`) : modelName(name)))],
    rows,
  );
}

function differencesTable(comparisons: readonly Comparison[]): Html {
  const rows = comparisons.map((one) => [
    cell(one.metric, `${one.b} − ${one.a}`),
    pointsCell(one.difference),
    one.p < 0.0001 ? "< 0.0001" : one.p.toFixed(4),
    judgementAmongAll(one),
  ]);
  return table(["", "points", "p, alone", "in words, among all"], rows);
}

async function charts(comparisons: readonly Comparison[]): Promise<readonly Html[]> {
  return await Promise.all(
    [...Map.groupBy(comparisons, ({ metric }) => metric)].map(
      async ([metric, ofMetric]) =>
        html`<figure>
          <h3>${metric}</h3>
          ${await differencesChart(metric, ofMetric)}
        </figure>`,
    ),
  );
}

function lead({ comparisons }: ComparisonInput): Html {
  const shown = comparisons.filter(({ metric }) => metric === headline);
  const sentences = shown.map((one) => {
    const judged = judgementAmongAll(one);
    const what = judged === "not distinguishable" ? "is not distinguishable from" : `is ${judged} than`;
    return `From its first answer to its fifth, the gain of ${one.b} ${what} that of ${one.a}.`;
  });
  return html`<p class="lead">${sentences.slice(0, 3).join(" ")}</p>`;
}

/**
 * The page of a comparison of runs, in the report's style: no network, no script. Equal input gives equal bytes.
 *
 * @returns the page's text
 */
export async function renderComparison(input: ComparisonInput & { readonly version: string }): Promise<string> {
  const { recipes, comparisons, problems, runs, version } = input;
  const names = recipes.map(({ name }) => name);
  const smoke = runs.some((run) => run.smoke === true)
    ? html`<p class="lead smoke">Some of these are smoke runs: their numbers mean nothing.</p>`
    : lead(input);
  const sections = [
    smoke,
    html`<h2>Each turn alone, and every metric</h2>
      ${modelLegend(names)}
      <div class="figures one"><figure>${await turnsCurve(recipes.map(({ turns }) => turns))}</figure></div>
      ${figures(input)}`,
    ...(comparisons.length === 0
      ? []
      : [
          html`<h2>Differences</h2>
            <p class="quiet">
              In points, paired over the same problems, with 95% intervals. A filled mark stands after Holm's correction
              for all ${comparisons.length} differences; an open one does not.
            </p>
            <div class="figures small">${await charts(comparisons)}</div>
            <details>
              <summary>The figures behind these charts</summary>
              ${differencesTable(comparisons)}
            </details>`,
        ]),
    html`<h2>Before you believe this</h2>
      <ul>
        ${comparisonNotes(input).map((note) => html`<li>${note}</li>`)}
      </ul>`,
    html`<h2>The runs</h2>
      ${table(
        ["", "recipe", "seed", "problems", "config digest"],
        runs.map((run) => [modelName(run.name), run.recipe, run.seed, run.problems, run.digest.slice(0, 12)]),
      )}
      <p class="quiet">rise-lm ${version}</p>`,
  ];
  return renderPage("Runs compared", `${names.length} recipes on ${problems} test problems`, sections);
}
