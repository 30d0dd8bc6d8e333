import type { Estimate } from "../../mdp/index.ts";
import { isObserved, percent, points } from "../words.ts";
import { html, type Fragment, type Html } from "./html.ts";

/**
 * A table that scrolls within itself where the page is too narrow for it.
 *
 * @param head shape [C]
 * @param rows shape [R][C]; the first cell of each names its row
 */
export function table(head: readonly Fragment[], rows: readonly (readonly Fragment[])[]): Html {
  const row = ([name, ...cells]: readonly Fragment[]): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cells.map((cell) => html`<td>${cell}</td>`)}
    </tr>`;
  return html`<div class="scroll" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(row)}
      </tbody>
    </table>
  </div>`;
}

/** A model's name, never broken at its hyphen. */
export function modelName(name: string): Html {
  return html`<span class="name">${name}</span>`;
}

/** A cell of a figure and, smaller, what goes with it. */
export function cell(figure: Fragment, small: Fragment): Html {
  return html`${figure}<small>${small}</small>`;
}

/** An estimate in percent, its interval below it; a dash where nothing was observed. */
export const estimateCell = (estimate: Estimate): Html => intervalCell(estimate, percent);

/** A difference in points, its interval below it; a dash where nothing was observed. */
export const pointsCell = (estimate: Estimate): Html => intervalCell(estimate, points);

function intervalCell(estimate: Estimate, shown: (value: number) => string): Html {
  const { value, low, high } = estimate;
  return cell(isObserved(estimate) ? shown(value) : "-", `${percent(low)} to ${percent(high)}`);
}
