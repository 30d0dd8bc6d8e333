import type { Attempt } from "../attempt.ts";
import type { Message } from "../problem.ts";

/** How to sample. */
export interface SamplingOptions {
  /** 0 is greedy. */
  readonly temperature: number;
  /** In (0, 1]; 1 keeps the whole distribution. */
  readonly topP: number;
  /** Most tokens of one response. */
  readonly maxTokens: number;
}

/** A request for n responses to one chat. */
export interface SampleRequest extends SamplingOptions {
  /** Names the request within its run, such as "1/train-17/0/1" or "evaluate/base/0/test-3/2". Resuming and recording go by it. */
  readonly key: string;
  readonly messages: readonly Message[];
  readonly n: number;
  /** The n responses depend on (weights, messages, seed, index) alone. */
  readonly seed: number;
  /**
   * Is told of each response's text as it grows, where the policy can tell; what is told adds up to a beginning of the text. A
   * response that is enough ends there, cut off, where the policy can end it.
   */
  readonly onText?: (piece: string, index: number) => "enough" | undefined | void;
}

/** Port: a model that answers chats. Adapters: the embedded engine, OpenAI-compatible and Tinker servers. */
export interface Policy {
  /** For records and reports, such as "models/base". */
  readonly name: string;
  /** Identifies the weights, so that a resumed run notices another model behind the same name. */
  readonly digest: string;
  /** How many requests are worth having in flight. */
  readonly concurrency: number;
  /** The longest chat and response together, in tokens, where it is known: a response ends there. */
  readonly contextTokens?: number;
  /**
   * What each of an attempt's response ids adds to its text; together they are the text. Absent where only servers know the ids.
   *
   * @returns shape [A]; "" for ids that end a turn, and where a character is not whole yet
   */
  readonly tokenTexts?: (response: readonly number[]) => readonly string[];
  /**
   * @returns shape [n], in index order
   * @throws InfrastructureError if the model could not answer; never an empty or broken attempt
   */
  sample(request: SampleRequest, signal?: AbortSignal): Promise<readonly Attempt[]>;
  close(): Promise<void>;
}
