import { InfrastructureError } from "../../../mdp/index.ts";
import { hostOf } from "../../../http/index.ts";
import type { Ask } from "../ask.ts";
import type { Prompts } from "../prompts.ts";
import type { Servers } from "../servers.ts";
import type { Wire } from "../wires/wire.ts";

/** A fingerprint of weights from outside: the log-probabilities of a short greedy response, exactly as the server gives them. */
export type Fingerprint = string;

/** How to take fingerprints. */
export interface FingerprintOptions {
  readonly servers: Servers;
  readonly wire: Wire;
  readonly prompts: Prompts | undefined;
}

/**
 * Takes the fingerprint of what one server serves under a name.
 *
 * @returns undefined where the server gives no log-probabilities: it can only be believed
 */
export async function fingerprintOf(
  { servers, wire, prompts }: FingerprintOptions,
  url: string,
  model: string,
  signal?: AbortSignal,
): Promise<Fingerprint | undefined> {
  if (!wire.hasTokens || prompts === undefined) return undefined;
  const messages = [{ role: "user", content: "Count from one to ten." }] as const;
  const ask: Ask = {
    model,
    messages,
    prompt: prompts.prompt(messages),
    n: 1,
    seed: 1,
    temperature: 0,
    topP: 1,
    maxTokens: 8,
    endOfTurnIds: prompts.endOfTurnIds,
  };
  const deadlineMs = servers.endpoint.timeoutSeconds * 1000;
  const reply = await servers.json(url, { method: "POST", path: wire.path, body: wire.body(ask), deadlineMs, signal });
  const [response] = wire.read(reply, ask).responses;
  return JSON.stringify([response?.sampled?.ids, response?.sampled?.logprobs]);
}

/** The failure of a server that says it has new weights and answers as before. */
export function stillTheOld(url: string, folder: string, cure: string): InfrastructureError {
  return new InfrastructureError(
    `${hostOf({ url })} must serve the weights of ${folder}, but answers exactly as before they were loaded; ${cure}`,
  );
}
