import type { Attempt, Message } from "../../mdp/index.ts";

/** A chat as a model's tokens. */
export interface Prompt {
  /** shape [P] */
  readonly ids: readonly number[];
  readonly text: string;
}

/** A request to a server. */
export interface Ask {
  /** The model's name there. */
  readonly model: string;
  readonly messages: readonly Message[];
  /** Where we render the chat ourselves. */
  readonly prompt?: Prompt;
  readonly n: number;
  /** In [0, 2^31): what every server takes. */
  readonly seed: number;
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  /** Ids that end a response; empty where the tokenizer is not known here. */
  readonly endOfTurnIds: readonly number[];
}

/** The sampled ids of a response and their log-probabilities, as a server gives them. */
interface SampledIds {
  /** shape [A] */
  readonly ids: readonly number[];
  /** shape [A], nats */
  readonly logprobs: readonly number[];
}

/** One response as a server gives it. */
export interface Response extends Pick<Attempt, "text" | "stop" | "thought"> {
  readonly sampled?: SampledIds;
}

/** The usage of an answer. */
interface AnswerUsage {
  readonly promptTokens: number;
  /** Thought included. */
  readonly generatedTokens: number;
  /** Of those, where the server says. */
  readonly thoughtTokens?: number;
}

/** A server's answer to a request. */
export interface Answer {
  /** shape [n] */
  readonly responses: readonly Response[];
  /** As the server counts them, over all responses. */
  readonly usage: AnswerUsage;
  /** The prompt's ids as the server read them, where it says. */
  readonly promptIds?: readonly number[];
}
