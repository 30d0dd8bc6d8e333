import type { ModelScores } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import { cell, table } from "../page/table.ts";
import { count } from "../words.ts";

/** What answering costs in tokens. */
export function tokensSection(models: readonly ModelScores[]): Html {
  const rows = models.map(({ name, metrics: { tokens, turns, parallel, equalTokensSamples } }) => [
    name,
    cell(count(tokens.generated), `${turns.length} turns`),
    cell(count(tokens.read), `${turns.length} turns`),
    cell(count(tokens.parallelGenerated), `${parallel.length} samples`),
    cell(count(tokens.parallelRead), `${parallel.length} samples`),
    equalTokensSamples,
  ]);
  return html`<h2>Tokens</h2>
    <p class="quiet">
      Mean per problem and seed. Later turns read the attempts before them, so turns read more than samples. The last
      column: how many parallel samples generate as many tokens as all turns. Seconds are in
      <code>rise run --json</code>; this page holds nothing that changes when the same run is repeated.
    </p>
    ${table(["", "generated", "read", "generated", "read", "equal tokens"], rows)}`;
}
