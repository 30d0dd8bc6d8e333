import { html, type Html } from "../page/html.ts";
import { modelName, table } from "../page/table.ts";
import type { ReportInput } from "../report-input.ts";
import { count } from "../words.ts";

/** The usage of servers, where any were asked. */
export function serversSection({ usage = new Map() }: Pick<ReportInput, "usage">): Html | undefined {
  if (usage.size === 0) return undefined;
  const rows = [...usage].map(([model, { requests, inputTokens, outputTokens, usd }]) => [
    modelName(model),
    ...[requests, inputTokens, outputTokens].map(count),
    usd === 0 ? "–" : `$${usd.toFixed(2)}`,
  ]);
  return html`<h2>Servers</h2>
    <p class="quiet">What servers were asked in all, repeated requests included. The prices are the config's.</p>
    ${table(["", "requests", "tokens read", "generated", "cost"], rows)}`;
}
