import type { Comparison } from "../../mdp/index.ts";
import { comparisonLabel } from "../comparisons.ts";
import { html, type Html } from "../page/html.ts";
import { cell, table } from "../page/table.ts";
import { judgement, points } from "../words.ts";

function row(comparison: Comparison): Html[] {
  const { value, low, high } = comparison.difference;
  return [
    html`${comparisonLabel(comparison)}`,
    cell(points(value), `${points(low)} to ${points(high)}`),
    html`<span class="words">${judgement(comparison)}</span>`,
  ];
}

/** Every difference that was tested, in points and in words. */
export function differencesSection(comparisons: readonly Comparison[]): Html | undefined {
  if (comparisons.length === 0) return undefined;
  return html`<h2>Differences</h2>
    <p class="quiet">
      In points, paired over the same problems, with the 95% interval of the difference itself: figures whose intervals
      overlap above can still be distinguishable here.
    </p>
    ${table(["", "difference", html`<span class="words">in words</span>`], comparisons.map(row))}`;
}
