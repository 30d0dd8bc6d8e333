import { ConfigError, InfrastructureError, memoryUsage } from "../../mdp/index.ts";
import type { Inspection } from "../../policies/index.ts";
import { formatCount } from "../text/format.ts";
import type { Finding } from "./finding.ts";

/** What is known of servers before they are asked. */
interface KnownServers {
  readonly model?: string;
  readonly tokenizer?: string;
  readonly apiKeyEnv?: string;
}

/** What servers can do, as a run would find it. */
export async function lookAtServers(
  urls: readonly string[],
  { model, tokenizer, apiKeyEnv }: KnownServers,
): Promise<readonly Finding[]> {
  const { createMeter, inspectEndpoint } = await import("../../policies/index.ts");
  const surroundings = { meter: createMeter({ ledger: memoryUsage() }), environment: process.env };
  try {
    const written = {
      urls: [...urls],
      ...(model && { model }),
      ...(tokenizer && { tokenizer }),
      ...(apiKeyEnv && { apiKeyEnv }),
    };
    const found = await inspectEndpoint(written, surroundings);
    return [...found.servers.map((server) => describeServer(server, found)), describeProtocol(found, tokenizer)];
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof InfrastructureError)) throw error;
    return [{ name: "server", state: "broken", found: error.message }];
  }
}

function describeServer(
  { url, models }: Inspection["servers"][number],
  { engine, model, contextTokens }: Inspection,
): Finding {
  const context = contextTokens === undefined ? "" : `, reads ${formatCount(contextTokens)} tokens`;
  const others = models.filter((name) => name !== model);
  const beside = others.length === 0 ? "" : `; also ${others.slice(0, 5).join(", ")}`;
  return { name: "server", state: "ok", found: `${url}: ${engine}, ${model}${context}${beside}` };
}

function describeProtocol(
  { protocol, hasTokens, hasSeveral, probeMs, notes }: Inspection,
  tokenizer?: string,
): Finding {
  const several = hasSeveral ? "several responses a request" : "one response a request";
  const found = `${protocol}, ${several}, probed in ${formatCount(probeMs)} ms`;
  if (hasTokens) return { name: "protocol", state: "ok", found };
  const isWithoutTokenizer = tokenizer === undefined && notes.some((note) => note.includes("no tokenizer"));
  const cure = isWithoutTokenizer ? "give --tokenizer DIR, the model's folder, to try token ids" : notes.join("; ");
  return { name: "protocol", state: "missing", found: `${found}; text, no token ids`, cure };
}
