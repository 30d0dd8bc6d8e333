import type { RunSummary } from "../../mdp/index.ts";
import { formatCount, formatCounted } from "./format.ts";

/** The usage of servers, a line for each model: "servers: gpt-4o-mini 1,200 requests, ... tokens read, ... generated, $1.20". */
export function describeUsage({ usage = {} }: RunSummary["run"]): readonly string[] {
  return Object.entries(usage).map(([model, { requests, inputTokens, outputTokens, usd }]) => {
    const cost = usd > 0 ? `, $${usd.toFixed(2)}` : "";
    return `servers: ${model}: ${formatCounted(requests, "request")}, ${formatCount(inputTokens)} tokens read, ${formatCount(outputTokens)} generated${cost}`;
  });
}
