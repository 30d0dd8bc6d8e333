import { lossChart } from "../charts/loss-chart.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { table } from "../page/table.ts";
import type { IterationRecord, ReportInput } from "../report-input.ts";
import { count, percent } from "../words.ts";

interface Row {
  readonly name: string;
  readonly of: (record: IterationRecord) => string | undefined;
}

const rows: readonly Row[] = [
  { name: "trajectories collected", of: ({ collected }) => collected && count(collected.trajectories) },
  { name: "attempts in them", of: ({ collected }) => collected && count(collected.attempts) },
  {
    name: "solved by the policy",
    of: ({ collected }) => collected && `${percent(collected.solved / collected.trajectories)}%`,
  },
  { name: "improved attempts", of: ({ collected }) => collected && count(collected.improvements) },
  {
    name: "of them right",
    of: ({ collected }) => collected && `${percent(collected.rightImprovements / collected.improvements)}%`,
  },
  { name: "examples trained on", of: ({ weights }) => weights && count(weights.examples) },
  {
    name: "effective sample size",
    of: ({ weights }) =>
      weights && `${count(weights.effectiveSampleSize)} (${percent(weights.effectiveSampleSize / weights.examples)}%)`,
  },
  {
    name: "weights, least to most",
    of: ({ weights }) => weights && `${weights.smallest.toPrecision(2)} to ${weights.largest.toPrecision(2)}`,
  },
  { name: "tokens generated", of: ({ tokens }) => tokens && count(tokens.generated) },
  { name: "tokens read", of: ({ tokens }) => tokens && count(tokens.read) },
];

/** What each iteration collected, how it was weighted, and how the loss fell. */
export async function trainingSection({ iterations }: ReportInput): Promise<Html | undefined> {
  if (iterations.length === 0) return undefined;
  const shown = rows.filter(({ of }) => iterations.some((record) => of(record) !== undefined));
  const cells = shown.map(({ name, of }) => [name, ...iterations.map(of)]);
  const trained = iterations.filter(({ training = [] }) => training.length > 0);
  const names = iterations.map(({ iteration }) => `iteration-${iteration}`);
  const chart =
    trained.length === 0
      ? undefined
      : html`<figure>
          <h3>Loss</h3>
          <figcaption>
            Weighted loss on the training examples: that it falls says nothing of the test problems.
          </figcaption>
          ${await lossChart(trained)}
        </figure>`;
  return html`<h2>Training</h2>
    <p class="quiet">
      The effective sample size tells how many examples of equal weight the weighted set is worth: (sum w)² / sum w².
    </p>
    ${modelLegend(names, 1)}
    <div class="figures">${table(["", ...names], cells)} ${chart}</div>`;
}
