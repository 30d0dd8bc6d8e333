import { ConfigError, type Attempt, type Policy, type SampleRequest } from "../../mdp/index.ts";
import type { Rendering } from "../embedded/rendering.ts";
import { LostError } from "./lost-error.ts";
import { persistently } from "./persistently.ts";
import { jsonRequest, type FutureAnswer } from "./service.ts";
import type { TinkerSession } from "./session.ts";
import { decodeSamples, samplesOfJson, type SampledSequence } from "./wire/index.ts";

/** The source of samples: the base model, or saved weights. */
export type SampledWeights = { readonly base_model: string } | { readonly model_path: string };

/** A model on a server, as `tinkerPolicy` needs it. */
interface TinkerPolicyOptions extends Rendering {
  readonly name: string;
  readonly weights: SampledWeights;
  /** Longest sequence that the model reads, in tokens. */
  readonly maxTokens: number;
  /** Requests worth having in flight: the servers batch. */
  readonly concurrency?: number;
  readonly close: () => Promise<void>;
}

const sendings = 3;

/** A policy that samples on a Tinker server, in token ids. A sampler that the server lost is opened again from its saved weights. */
export async function tinkerPolicy(session: TinkerSession, options: TinkerPolicyOptions): Promise<Policy> {
  const { name, weights, maxTokens, renderer, decode, endOfTurnIds, concurrency = 256, close } = options;
  let sampler = openSampler(session, weights);
  await sampler;

  const ask = async (prompt: readonly number[], request: SampleRequest): Promise<readonly SampledSequence[]> => {
    for (let sending = 1; ; sending++) {
      const opened = sampler;
      try {
        return await sampleOnce(
          session,
          await opened,
          prompt,
          { ...request, maxTokens: roomFor(request, prompt, options) },
          endOfTurnIds,
        );
      } catch (error) {
        if (!(error instanceof LostError) || sending === sendings) throw error;
        if (sampler === opened) sampler = reopen(session, weights); // the first to notice opens it for all
      }
    }
  };
  return {
    name,
    digest: "model_path" in weights ? weights.model_path : weights.base_model,
    concurrency,
    close,
    async sample(request: SampleRequest, signal?: AbortSignal): Promise<readonly Attempt[]> {
      signal?.throwIfAborted();
      const prompt = renderer.renderPrompt(request.messages);
      if (prompt.length >= maxTokens) throw tooLong(request, prompt.length, options);
      const sequences = await ask(prompt, request);
      return sequences.map((one) => attemptOf(one, prompt));
    },
  };

  function attemptOf({ tokens, logprobs, stop }: SampledSequence, prompt: readonly number[]): Attempt {
    const last = tokens.at(-1);
    const isClosed = stop === "stop" && last !== undefined && endOfTurnIds.includes(last);
    return {
      text: decode(isClosed ? tokens.slice(0, -1) : tokens),
      stop: stop === "stop" ? "endOfTurn" : "length",
      usage: { generatedTokens: tokens.length, readTokens: prompt.length },
      tokens: { tokenizer: renderer.tokenizerDigest, prompt, response: tokens, logprobs },
    };
  }
}

async function openSampler(
  session: TinkerSession,
  weights: SampledWeights,
): Promise<{ readonly id: string; seqId: number }> {
  return { id: await session.openSampler(weights), seqId: 0 };
}

async function reopen(session: TinkerSession, weights: SampledWeights): ReturnType<typeof openSampler> {
  await session.renew();
  return openSampler(session, weights);
}

async function sampleOnce(
  { service }: TinkerSession,
  sampler: { readonly id: string; seqId: number },
  prompt: readonly number[],
  { key, n, seed, temperature, topP, maxTokens }: SampleRequest,
  stopIds: readonly number[],
): Promise<readonly SampledSequence[]> {
  const request = jsonRequest("asample", {
    sampling_session_id: sampler.id,
    seq_id: sampler.seqId++,
    num_samples: n,
    prompt: { chunks: [{ type: "encoded_text", tokens: prompt }] },
    sampling_params: { max_tokens: maxTokens, seed, temperature, top_p: topP, top_k: -1, stop: stopIds },
    type: "sample",
  });
  const answer = async (): Promise<FutureAnswer> => service.result(await service.begin(request), `request ${key}`);
  const { isProtobuf, body } = await persistently(answer);
  const sequences = isProtobuf ? decodeSamples(body) : samplesOfJson(JSON.parse(body.toString()));
  if (
    sequences.length === n &&
    sequences.every(({ tokens, logprobs }) => tokens.length > 0 && tokens.length === logprobs.length)
  ) {
    return sequences;
  }
  throw new LostError(
    `${service.url} must answer request ${key} with ${n} samples and their logprobs, got ${sequences.length}`,
  );
}

/** Where less room is left than was asked for, the response ends there, recorded as cut off. */
function roomFor(
  { maxTokens: wanted }: SampleRequest,
  prompt: readonly number[],
  { maxTokens }: TinkerPolicyOptions,
): number {
  return Math.min(wanted, maxTokens - prompt.length);
}

function tooLong({ key }: SampleRequest, length: number, { maxTokens, name }: TinkerPolicyOptions): ConfigError {
  return new ConfigError(
    `request ${key} must leave room to answer in the ${maxTokens} tokens that model ${name} reads, got a chat of ${length}; lower mdp.attemptsInView`,
  );
}
