import type { ModelScores } from "../../mdp/index.ts";
import { html, type Html } from "../page/html.ts";
import { cell, modelName, table } from "../page/table.ts";
import { count } from "../words.ts";

/** The cost of answering, in tokens. */
export function tokensSection(models: readonly ModelScores[]): Html {
  const rows = models.map(({ name, metrics: { tokens, turns, equalTokensSamples } }) => [
    modelName(name),
    ...[tokens.generated, tokens.read].map((mean) => cell(count(mean), `${Math.min(5, turns.length)} turns`)),
    ...[tokens.parallelGenerated, tokens.parallelRead].map((mean) =>
      cell(count(mean), `${equalTokensSamples} samples`),
    ),
  ]);
  return html`<h2>Tokens</h2>
    <p class="quiet">
      Mean per problem and seed: of the sequential turns, and of as many parallel samples as generate no fewer tokens.
      Turns read more, since they read the attempts before them. Seconds are in <code>npx rise-lm run --json</code>:
      this page holds nothing that changes when the same run is repeated.
    </p>
    ${table(["", "generated", "read", "generated", "read"], rows)}`;
}
