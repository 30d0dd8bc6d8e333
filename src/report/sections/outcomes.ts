import type { ModelScores } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import { cell, modelName, table } from "../page/table.ts";
import { count, percent } from "../words.ts";

const columns = [
  { key: "correct", name: "right" },
  { key: "wrong", name: "wrong" },
  { key: "noAnswer", name: "no answer" },
  { key: "error", name: "not graded" },
  { key: "truncated", name: "cut off" },
] as const;

/** The outcomes of all sequential attempts. */
export function outcomesSection(models: readonly ModelScores[]): Html {
  const rows = models.map(({ name, problems, seeds, metrics: { outcomes, turns } }) => {
    const attempts = problems * seeds * turns.length;
    const cells = columns.map(({ key }) => cell(count(outcomes[key] * attempts), `${percent(outcomes[key])}%`));
    return [cell(modelName(name), `${count(attempts)} attempts`), ...cells];
  });
  return html`<h2>Outcomes of all turns</h2>
    <p class="quiet">
      "Cut off" by the token limit is counted on top of the outcome. "Not graded" is the grader's failure, never the
      model's.
    </p>
    ${table(["", ...columns.map(({ name }) => name)], rows)}`;
}
