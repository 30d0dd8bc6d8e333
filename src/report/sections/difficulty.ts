import { html, type Html } from "../page/html.ts";
import { cell, estimateCell, modelName, pointsCell, table } from "../page/table.ts";
import type { ReportInput } from "../report-input.ts";
import { count } from "../words.ts";

/** Where the last model gains: by how often the first one's samples solve the problem. */
export function difficultySection({ evaluations, strata = [] }: ReportInput): Html | undefined {
  const [base, last] = [evaluations[0], evaluations.at(-1)];
  if (base === undefined || last === undefined || strata.length === 0) return undefined;
  const turns = last.scores.metrics.turns.length;
  const rows = strata.map(({ difficulty, problems, first, last: end, gain }) => [
    cell(difficulty, `${count(problems)} problems`),
    ...[first, end].map(estimateCell),
    pointsCell(gain),
  ]);
  return html`<h2>By difficulty</h2>
    <p class="quiet">
      ${modelName(last.scores.name)} on problems that ${modelName(base.scores.name)} solves never, in up to half or in
      over half of its parallel samples: its first answer, its last, and the difference in points.
    </p>
    ${table([`solved by ${base.scores.name}`, "turn 1", `turn ${turns}`, `turn ${turns} - turn 1`], rows)}`;
}
