import { stringify } from "yaml";
import type { Evaluation } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import type { ReportInput } from "../report-input.ts";

const ownNotes = [
  "Intervals hold over problems like these: they say nothing of other tasks, and the seeds of sampling are averaged within each problem, not treated as more problems.",
  "One training run was made. Another training seed would give other weights; the intervals do not cover that.",
  "Many differences are tested here. At 95% about one in twenty true zeros would be called distinguishable.",
  "p1@t5 and pass@5 need someone who knows the right answer; they are bounds, not what a user gets.",
];

function turnsNote(evaluations: readonly Evaluation[]): string[] {
  const turns = evaluations[0]?.scores.metrics.turns.length ?? 5;
  return turns < 5 ? [`Only ${turns} turns were evaluated: where a metric's name says 5, it stands for ${turns}.`] : [];
}

/** What to know before believing the page. */
export function notesSection({ notes, evaluations }: ReportInput): Html {
  const all = [...notes, ...turnsNote(evaluations), ...ownNotes];
  return html`<h2>Before you believe this</h2>
    <ul>
      ${all.map((note) => html`<li>${note}</li>`)}
    </ul>`;
}

/** The command and the config that repeat the run. */
export function repeatSection({ config, digest, version }: ReportInput): Html {
  return html`<h2>Repeat it</h2>
    <p>
      Save the config below as <code>config.yaml</code>. The same config, machine and thread count give the same bytes,
      interrupted or not.
    </p>
    <pre class="config">npx rise run config.yaml --out runs/again</pre>
    <p class="quiet">rise-lm ${version}, config digest <code>${digest}</code></p>
    <details>
      <summary>The resolved config</summary>
      <pre class="config">${stringify(config)}</pre>
    </details>`;
}
