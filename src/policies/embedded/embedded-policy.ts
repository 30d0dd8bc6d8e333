import { SampleRequestError, TokenizerError, type SampleFollower, type TokenSample } from "../../engine/index.ts";
import {
  ChatError,
  ConfigError,
  ContextError,
  InfrastructureError,
  type Attempt,
  type Policy,
  type SampleRequest,
} from "../../mdp/index.ts";
import { growingText } from "./growing-text.ts";
import type { EmbeddedModel } from "./open-engine.ts";

/** Half as many again as the engine decodes at once: a new prompt waits wherever a sample ends. */
const requestsPerSample = 1.5;

/**
 * A policy over a model that the embedded engine holds.
 *
 * @param digest of the weights
 * @param close what closing the policy closes
 */
export function embeddedPolicy(model: EmbeddedModel, digest: string, close: () => Promise<void>): Policy {
  const sample = async (request: SampleRequest, signal?: AbortSignal): Promise<readonly Attempt[]> => {
    signal?.throwIfAborted();
    const prompt = renderedPrompt(model, request);
    const samples = await engineSamples(model, prompt, request, followerOf(model, request, signal));
    return samples.map((one) => attemptOf(model, prompt, one));
  };
  const concurrency = Math.ceil(requestsPerSample * model.engine.samplesAtOnce);
  return { name: model.name, digest, concurrency, contextTokens: model.maxTokens, sample, close };
}

/** Follows samples whose text is told as it grows, or which are dropped when their signal aborts; others are waited for. */
function followerOf(
  { decode, endOfTurnIds, whenAborted }: EmbeddedModel,
  { onText }: SampleRequest,
  signal: AbortSignal | undefined,
): SampleFollower | undefined {
  const dropped = whenAborted === "drop" && signal !== undefined ? { signal } : undefined;
  if (onText === undefined) return dropped;
  const texts = new Map<number, ReturnType<typeof growingText>>();
  const onToken = (token: number, index: number): "enough" | undefined => {
    if (endOfTurnIds.includes(token)) return undefined;
    const text = texts.get(index) ?? growingText(decode);
    texts.set(index, text);
    const piece = text.push(token);
    return piece === "" ? undefined : (onText(piece, index) ?? undefined);
  };
  return { ...dropped, onToken };
}

function renderedPrompt({ renderer, name }: EmbeddedModel, { key, messages }: SampleRequest): readonly number[] {
  try {
    return renderer.renderPrompt(messages);
  } catch (error) {
    if (!(error instanceof TokenizerError)) throw error;
    throw new ChatError(`request ${key}: model ${name}: ${error.message}`, { cause: error });
  }
}

async function engineSamples(
  { engine, endOfTurnIds, maxTokens, name }: EmbeddedModel,
  prompt: readonly number[],
  { key, n, seed, temperature, topP, maxTokens: wanted }: SampleRequest,
  follower: SampleFollower | undefined,
): Promise<readonly TokenSample[]> {
  const room = maxTokens - prompt.length;
  if (room < 1) {
    throw new ContextError(
      `request ${key} must leave room to answer in the ${maxTokens} tokens that model ${name} reads, got a chat of ${prompt.length}; lower mdp.attemptsInView`,
    );
  }
  // Where less room is left than was asked for, the response ends there, recorded as cut off.
  const request = {
    promptTokens: prompt,
    n,
    seed,
    temperature,
    topP,
    maxTokens: Math.min(wanted, room),
    stopIds: endOfTurnIds,
  };
  try {
    return await engine.sample(request, follower);
  } catch (error) {
    follower?.signal?.throwIfAborted();
    if (error instanceof SampleRequestError)
      throw new ConfigError(`request ${key}: ${error.message}`, { cause: error });
    throw new InfrastructureError(`model ${name} could not answer request ${key}: ${String(error)}`, { cause: error });
  }
}

function attemptOf(
  { decode, renderer }: EmbeddedModel,
  prompt: readonly number[],
  { tokens, logprobs, stop }: TokenSample,
): Attempt {
  const written = stop === "endOfTurn" ? tokens.slice(0, -1) : tokens;
  return {
    text: decode(written),
    stop,
    usage: { generatedTokens: tokens.length, readTokens: prompt.length },
    tokens: { tokenizer: renderer.tokenizerDigest, prompt, response: tokens, logprobs },
  };
}
