import type { Evaluation, Outcome, Transcript } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import { pairsPerKind, pickTranscripts, type Kind, type KindSample } from "../pick-transcripts.ts";
import type { ReportInput } from "../report-input.ts";

const marks: Readonly<Record<Outcome, string>> = {
  correct: "✓ right",
  wrong: "✗ wrong",
  noAnswer: "✗ no answer found",
  error: "? not graded",
};

function kindName({ before, after }: Kind): string {
  const word = (right: boolean): string => (right ? "right" : "wrong");
  return `Last turn ${before === after ? `${word(before)} both times` : `${word(before)} before, ${word(after)} after`}`;
}

/** Whether the token limit cut off each turn of the first seed's rollout on a problem. */
function truncations({ problems }: Evaluation, problem: string): readonly boolean[] {
  const outcomes = problems.find((one) => one.problem === problem);
  return outcomes?.seeds[0]?.sequential.map(({ truncated }) => truncated) ?? [];
}

function side(evaluation: Evaluation, { problem, turns }: Transcript): Html {
  const truncated = truncations(evaluation, problem);
  const items = turns.map(
    ({ text, outcome, answer }, i) =>
      html`<li class="turn ${outcome === "noAnswer" ? "wrong" : outcome}">
        <span class="mark"
          >turn ${i + 1}
          ${marks[outcome]}${answer === null ? "" : `: ${answer}`}${truncated[i] === true ? ", cut off by the token limit" : ""}</span
        >
        <pre>${text}</pre>
      </li>`,
  );
  return html`<div>
    <h3>${evaluation.scores.name}</h3>
    <ol class="turns">
      ${items}
    </ol>
  </div>`;
}

function kindSection([before, after]: readonly [Evaluation, Evaluation], sample: KindSample): Html {
  const pairs = sample.pairs.map(
    (pair) =>
      html`<article class="problem">
        <p><strong>${pair.before.question}</strong></p>
        <p class="quiet">problem ${pair.before.problem}, right answer ${pair.before.goldAnswer}</p>
        <div class="sides">${side(before, pair.before)}${side(after, pair.after)}</div>
      </article>`,
  );
  const none = html`<p class="quiet">None among the rollouts that were kept to read.</p>`;
  const isOpen = sample.kind.before !== sample.kind.after; // what training changed is read first
  return html`<details class="kind" ${isOpen ? "open" : ""}>
    <summary>${kindName(sample.kind)}: ${sample.problems} of ${before.problems.length} problems</summary>
    ${pairs.length === 0 ? none : pairs}
  </details>`;
}

/** Rollouts of the first and the last model on the same test problems, side by side. */
export function transcriptsSection({ evaluations, seed }: ReportInput): Html | undefined {
  const [before, after] = [evaluations[0], evaluations.at(-1)];
  if (before === undefined || after === undefined || before === after) return undefined;
  const samples = pickTranscripts(before, after, seed);
  return html`<h2>Rollouts to read</h2>
    <p>
      ${before.scores.name} and ${after.scores.name} on the same test problems, sorted by whether the last turn was
      right. Nobody chose them: of each kind these are the first ${pairsPerKind} of the ${before.transcripts.length}
      rollouts kept to read, in an order shuffled by the run's seed, ${seed}.
    </p>
    ${samples.map((sample) => kindSection([before, after], sample))}`;
}
