import type { Engine } from "../../../engine/index.ts";
import type { Message, Policy, SamplingOptions, StopReason } from "../../../mdp/index.ts";

/** A request to a test server, whatever the protocol. */
export interface BackendAsk extends SamplingOptions {
  /** The name asked for. */
  readonly model: string;
  /** Of chats; empty where the prompt is token ids. */
  readonly messages: readonly Message[];
  /** shape [P]; where the prompt is token ids */
  readonly promptIds?: readonly number[];
  readonly n: number;
  readonly seed: number;
}

/** One response of a test server. */
export interface BackendResponse {
  readonly text: string;
  readonly stop: StopReason;
  /** shape [A]; where the backend knows them */
  readonly ids?: readonly number[];
  /** shape [A], nats */
  readonly logprobs?: readonly number[];
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

/** Where a test server's answers come from. */
export type Backend = (ask: BackendAsk) => Promise<readonly BackendResponse[]>;

/** Answers written by a function; a token for each word. */
export function scriptedBackend(script: (ask: BackendAsk, index: number) => string): Backend {
  return async (ask) =>
    Array.from({ length: ask.n }, (_, index) => {
      const text = script(ask, index);
      const promptTokens = Math.max(1, wordsIn(ask.messages.map(({ content }) => content).join(" ")));
      return { text, stop: "endOfTurn", promptTokens, generatedTokens: Math.max(1, wordsIn(text)) };
    });
}

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;

/** Answers of any policy, to chats. */
export function policyBackend(policy: Policy): Backend {
  return async ({ model, messages, n, seed, temperature, topP, maxTokens }) => {
    const attempts = await policy.sample({ key: model, messages, n, seed, temperature, topP, maxTokens });
    return attempts.map(({ text, stop, usage }) => ({
      text,
      stop,
      promptTokens: usage.readTokens,
      generatedTokens: usage.generatedTokens,
    }));
  };
}

/** Answers of an embedded engine, to chats and to token ids. */
export function engineBackend(engine: Engine): Backend {
  const { tokenizer, chat, endOfTurnIds } = engine.tokens;
  return async ({ messages, n, seed, temperature, topP, maxTokens, ...ask }) => {
    const promptIds = ask.promptIds ?? chat?.render(messages, { addGenerationPrompt: true }) ?? [];
    const request = { promptTokens: promptIds, n, seed, temperature, topP, maxTokens, stopIds: endOfTurnIds };
    const samples = await engine.sample(request);
    return samples.map(({ tokens, logprobs, stop }) => ({
      text: tokenizer.decode(tokens),
      stop,
      ids: tokens,
      logprobs,
      promptTokens: promptIds.length,
      generatedTokens: tokens.length,
    }));
  };
}
