import { modelColour } from "./colours.ts";
import { html, type Html } from "./html.ts";

/** Names of the models beside their colours; the first is base's, unless `first` says otherwise. */
export function modelLegend(names: readonly string[], first = 0): Html {
  return html`<ul class="legend">
    ${names.map((name, i) => html`<li><i style="background:${modelColour(first + i)}"></i>${name}</li>`)}
  </ul>`;
}

const line = (dash: string, fill: string): Html =>
  html`<svg viewBox="0 0 32 14" aria-hidden="true">
    <path d="M1 7h30" stroke="currentColor" stroke-width="2" stroke-dasharray="${dash}" />
    <circle cx="16" cy="7" r="4" fill="${fill}" stroke="currentColor" stroke-width="2" />
  </svg>`;

/** How sequential, parallel and equal-token figures are drawn. */
export function voteLegend(): Html {
  const diamond = html`<svg viewBox="0 0 32 14" aria-hidden="true">
    <path d="M16 1l6 6-6 6-6-6z" fill="currentColor" />
  </svg>`;
  return html`<ul class="legend">
    <li>${line("none", "currentColor")}sequential turns</li>
    <li>${line("5 4", "var(--paper)")}parallel first turns, equal samples</li>
    <li>${diamond}parallel first turns, equal tokens</li>
  </ul>`;
}

/** How a model's turns and its fresh samples are drawn. */
export function freshLegend(): Html {
  return html`<ul class="legend">
    <li>${line("none", "currentColor")}after its attempt</li>
    <li>${line("5 4", "var(--paper)")}fresh samples of the same problems: as if it ignored its attempt</li>
  </ul>`;
}
