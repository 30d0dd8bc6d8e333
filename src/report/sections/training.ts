import { lossChart } from "../charts/loss-chart.ts";
import { html, type Html } from "../page/html.ts";
import { modelLegend } from "../page/legend.ts";
import { modelName, table } from "../page/table.ts";
import type { IterationSoFar } from "../../mdp/index.ts";
import type { ReportInput } from "../report-input.ts";
import { count, percent } from "../words.ts";

interface Row {
  readonly name: string;
  readonly of: (record: IterationSoFar) => string | undefined;
}

const shareOf = (part: number, whole: number): string | undefined =>
  whole === 0 ? undefined : `${percent(part / whole)}%`;

const rows: readonly Row[] = [
  { name: "trajectories", of: ({ gathered }) => gathered && count(gathered.trajectories) },
  { name: "solved by the policy", of: ({ gathered }) => gathered && shareOf(gathered.solved, gathered.trajectories) },
  { name: "attempts of the policy", of: ({ gathered }) => gathered && count(gathered.attempts) },
  { name: "improved attempts", of: ({ gathered }) => gathered && count(gathered.improvements) },
  {
    name: "of them right",
    of: ({ gathered }) => gathered && shareOf(gathered.rightImprovements, gathered.improvements),
  },
  { name: "cut off", of: ({ gathered }) => gathered && count(gathered.truncated) },
  { name: "not graded", of: ({ gathered }) => gathered && count(gathered.undecided) },
  { name: "examples trained on", of: ({ weights }) => weights && count(weights.examples) },
  {
    name: "effective sample size",
    of: ({ weights }) =>
      weights && `${count(weights.effectiveSampleSize)} (${percent(weights.effectiveSampleSize / weights.examples)}%)`,
  },
  {
    name: "weights",
    of: ({ weights }) => weights && `${weights.smallest.toPrecision(2)} to ${weights.largest.toPrecision(2)}`,
  },
  { name: "optimizer steps", of: ({ training }) => training && count(training.losses.length) },
  { name: "tokens generated", of: ({ gathered }) => gathered && count(gathered.tokens.generated) },
  { name: "tokens read", of: ({ gathered }) => gathered && count(gathered.tokens.read) },
];

/** Each iteration's data, their weights, and the course of the loss. */
export async function trainingSection({ iterations }: ReportInput): Promise<Html | undefined> {
  if (iterations.length === 0) return undefined;
  const shown = rows.filter(({ of }) => iterations.some((record) => of(record) !== undefined));
  const cells = shown.map(({ name, of }) => [name, ...iterations.map(of)]);
  const trained = iterations.filter(({ training }) => training !== undefined && training.losses.length > 0);
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
    <div class="figures">${table(["", ...names.map(modelName)], cells)} ${chart}</div>`;
}
