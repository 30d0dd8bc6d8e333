import { ContextError, seedOf, type Attempt, type Policy, type SampleRequest } from "../../mdp/index.ts";
import type { Answer, Ask, Response } from "./ask.ts";
import { SingleResponse } from "./lasting-failure.ts";
import type { Probe } from "./probe.ts";
import type { Prompts } from "./prompts.ts";
import type { Servers } from "./servers.ts";
import { sharedTokens, thoughtTokens } from "./shared-tokens.ts";

/** An endpoint that was probed, and the model to ask there. */
export interface Served {
  readonly servers: Servers;
  readonly probe: Pick<Probe, "wire" | "contextTokens">;
  readonly prompts?: Prompts;
  /** The model's name there, with the weights that are wanted. */
  readonly model: string;
  /** For records: "meta-llama/Llama-3.1-8B at 127.0.0.1:8000". */
  readonly name: string;
  /** Identifies the weights. */
  readonly digest: string;
  /** Called when the policy is closed. */
  readonly close: () => void;
}

/** A policy over servers that were probed. */
export function openaiPolicy(served: Served): Policy {
  const { servers, name, digest } = served;
  return {
    name,
    digest,
    concurrency: servers.endpoint.concurrency,
    ...(served.probe.contextTokens === undefined ? {} : { contextTokens: served.probe.contextTokens }),
    async sample(request, signal) {
      signal?.throwIfAborted();
      const before = mannerOf(served, request);
      try {
        const attempts = await sampled(served, request, before, signal);
        // A greedy response stands for all n, but not where the servers turned out to take no temperature.
        if (before.isGreedy === mannerOf(served, request).isGreedy || request.n === 1) return attempts;
      } catch (error) {
        if (!(error instanceof SingleResponse)) throw error;
      }
      return sampled(served, request, mannerOf(served, request), signal);
    },
    close: () => Promise.resolve(served.close()),
  };
}

/** How n responses are asked for, as far as is known of the servers. */
interface Manner {
  /** All n are one. */
  readonly isGreedy: boolean;
  readonly maxPerRequest: number;
}

const mannerOf = ({ servers, probe }: Served, { temperature }: SampleRequest): Manner => ({
  isGreedy: temperature === 0 && !servers.refuses("temperature"),
  maxPerRequest: servers.refuses("n") ? 1 : probe.wire.maxPerRequest,
});

async function sampled(
  served: Served,
  request: SampleRequest,
  manner: Manner,
  signal?: AbortSignal,
): Promise<readonly Attempt[]> {
  const { servers, probe } = served;
  const asking = { what: `request ${request.key}`, conversation: conversationOf(request), signal };
  const attempts = asksOf(served, request, manner).map(async (ask) =>
    attemptsOf(served, await servers.ask(probe.wire, ask, asking), ask),
  );
  return repeated((await all(attempts)).flat(), request.n);
}

/** n attempts: greedy ones are asked for once. */
const repeated = (attempts: readonly Attempt[], n: number): readonly Attempt[] =>
  attempts.length === 1 ? Array.from({ length: n }, () => attempts).flat() : attempts;

/** Waits for all of them, so that none outlives a failure. */
async function all<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Turns of one problem begin alike: the replica that has one has its beginning in its cache. */
const conversationOf = ({ messages }: SampleRequest): string =>
  messages
    .slice(0, messages.findIndex(({ role }) => role === "user") + 1)
    .map(({ content }) => content)
    .join("\n");

/** The requests that make up n responses, with a seed each: one request, or one for each response. */
function asksOf(served: Served, request: SampleRequest, manner: Manner): readonly Ask[] {
  const { wire, contextTokens } = served.probe;
  const { messages, temperature, topP, n } = request;
  const prompt = wire.wantsPrompt ? served.prompts?.prompt(messages) : undefined;
  const ask = {
    model: served.model,
    messages,
    ...(prompt === undefined ? {} : { prompt }),
    temperature,
    topP,
    maxTokens: roomFor(request, prompt?.ids.length, contextTokens, served.name),
    endOfTurnIds: served.prompts?.endOfTurnIds ?? [],
  };
  if (manner.isGreedy) return [{ ...ask, n: 1, seed: request.seed >>> 1 }]; // all n are one; vLLM refuses to give it twice
  if (n <= manner.maxPerRequest) return [{ ...ask, n, seed: request.seed >>> 1 }]; // 31 bits, as every server takes
  return Array.from({ length: n }, (_, i) => ({
    ...ask,
    n: 1,
    seed: (i === 0 ? request.seed : seedOf(request.seed, i)) >>> 1,
  }));
}

/** Where less room is left than was asked for, the response ends there, recorded as cut off. */
function roomFor({ key, maxTokens }: SampleRequest, promptTokens = 0, contextTokens = Infinity, name: string): number {
  const room = contextTokens - promptTokens;
  if (room >= 1) return Math.min(maxTokens, room);
  throw new ContextError(
    `request ${key} must leave room to answer in the ${contextTokens} tokens that ${name} reads, got a chat of ${promptTokens}; lower mdp.attemptsInView`,
  );
}

function attemptsOf(served: Served, { responses, usage }: Answer, ask: Ask): readonly Attempt[] {
  const generated = sharedTokens(usage.generatedTokens, responses, ask.maxTokens);
  return responses.map((response, i) => {
    const { text, stop, thought } = response;
    const generatedTokens = generated[i] ?? 1;
    const thinking = thoughtTokens(response, generatedTokens, usage.thoughtTokens, responses);
    const counted = {
      generatedTokens,
      readTokens: Math.max(1, usage.promptTokens),
      ...(thinking === 0 ? {} : { thoughtTokens: thinking }),
    };
    const apart = thought === undefined ? {} : { thought };
    return attemptInTokens(served, response, ask) ?? { text, stop, ...apart, usage: counted };
  });
}

/**
 * The attempt with its ids, which are what is trained on.
 *
 * @returns undefined where the server gave none, or left out the token that ended the turn: a row without it would teach not to end
 */
function attemptInTokens({ prompts }: Served, { stop, sampled }: Response, ask: Ask): Attempt | undefined {
  const prompt = ask.prompt?.ids;
  if (prompts === undefined || prompt === undefined || sampled === undefined) return undefined;
  const { ids: response, logprobs } = sampled;
  const isEnded = prompts.endOfTurnIds.includes(response.at(-1) ?? -1);
  if (response.length === 0 || (stop === "endOfTurn" && !isEnded)) return undefined;
  return {
    text: prompts.decode(isEnded ? response.slice(0, -1) : response),
    stop: isEnded ? "endOfTurn" : "length",
    usage: { generatedTokens: response.length, readTokens: prompt.length },
    tokens: { tokenizer: prompts.renderer.tokenizerDigest, prompt, response, logprobs },
  };
}
