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
import { growingText, textsOfTokens } from "./growing-text.ts";
import type { EmbeddedModel } from "./open-engine.ts";

/** Half as many again as the engine decodes at once: a new prompt waits wherever a sample ends. */
const requestsPerSample = 1.5;
/** How long samples may go on to be finished when their signal aborts: a small model's are, a large one's would take minutes. */
const graceMs = 2000;

/**
 * A policy over a model that the embedded engine holds.
 *
 * @param digest of the weights
 * @param close what closing the policy closes
 */
export function embeddedPolicy(model: EmbeddedModel, digest: string, close: () => Promise<void>): Policy {
  const sample = async (request: SampleRequest, signal?: AbortSignal): Promise<readonly Attempt[]> => {
    signal?.throwIfAborted();
    const givenUp = abortedAfter(model.whenAborted === "drop" ? 0 : graceMs, signal);
    try {
      const prompt = await renderedPrompt(model, request, givenUp.signal);
      const samples = await engineSamples(model, prompt, request, followerOf(model, request, givenUp.signal));
      return samples.map((one) => attemptOf(model, prompt, one));
    } finally {
      givenUp.end();
    }
  };
  const concurrency = Math.ceil(requestsPerSample * model.engine.samplesAtOnce);
  const tokenTexts = (response: readonly number[]): readonly string[] => {
    const isEnd = (id: number): boolean => model.endOfTurnIds.includes(id);
    const end = response.findIndex(isEnd); // nothing comes after it
    const written = end < 0 ? response : response.slice(0, end);
    return [...textsOfTokens(model.decode, written), ...response.slice(written.length).map(() => "")];
  };
  return { name: model.name, digest, concurrency, contextTokens: model.maxTokens, tokenTexts, sample, close };
}

/** A signal that aborts so long after another, for the same reason, until its end. */
function abortedAfter(
  ms: number,
  signal: AbortSignal | undefined,
): { readonly signal: AbortSignal | undefined; end(): void } {
  if (ms === 0 || signal === undefined) return { signal, end: () => {} };
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(() => later.abort(signal.reason), ms);
  };
  signal.addEventListener("abort", wait, { once: true });
  return {
    signal: later.signal,
    end() {
      signal.removeEventListener("abort", wait);
      clearTimeout(timer);
    },
  };
}

/** Follows samples whose text is told as it grows, and which are given up when their signal aborts. */
function followerOf(
  { decode, endOfTurnIds }: EmbeddedModel,
  { onText }: SampleRequest,
  signal: AbortSignal | undefined,
): SampleFollower | undefined {
  const dropped = signal === undefined ? undefined : { signal };
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

/** Longer chats are rendered beside the event loop, characters: of a megabyte it takes seconds. */
const longChat = 20_000;

async function renderedPrompt(
  { renderer, engine, name }: EmbeddedModel,
  { key, messages }: SampleRequest,
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const length = messages.reduce((sum, { content }) => sum + content.length, 0);
  try {
    return length > longChat ? await engine.renderPrompt(messages, signal) : renderer.renderPrompt(messages);
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
