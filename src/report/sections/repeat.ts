import { stringify } from "yaml";
import { notesOf } from "../notes.ts";
import { html, type Html } from "../page/html.ts";
import type { ReportInput } from "../report-input.ts";

/** The caveats on the page's figures. */
export function notesSection(input: ReportInput): Html {
  return html`<h2>Before you believe this</h2>
    <ul>
      ${notesOf(input).map((note) => html`<li>${note}</li>`)}
    </ul>`;
}

/** The command and the config that repeat the run. */
export function repeatSection({ config, digest, version }: ReportInput): Html {
  return html`<h2>Repeat it</h2>
    <p>
      Save the config below as <code>config.yaml</code>. The same config, machine and thread count give the same bytes,
      interrupted or not.
    </p>
    <pre class="config">npx rise-lm run config.yaml --out runs/again</pre>
    <p class="quiet">rise-lm ${version}, config digest <code>${digest}</code></p>
    <details>
      <summary>The resolved config</summary>
      <pre class="config">${stringify(config)}</pre>
    </details>`;
}
