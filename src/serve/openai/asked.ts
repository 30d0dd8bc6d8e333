import type { Message } from "../../mdp/index.ts";
import type { ThinkFields } from "./shared-fields.ts";

/** A request of either kind, read: only what is honoured is left. */
export interface Asked {
  readonly kind: "chat" | "completion";
  readonly model: string;
  /** One for each prompt. */
  readonly chats: readonly (readonly Message[])[];
  /** Answers to each prompt. */
  readonly n: number;
  readonly temperature: number;
  readonly top_p: number;
  /** Of one response; undefined: the server's default. */
  readonly maxTokens: number | undefined;
  readonly seed?: number | undefined;
  readonly stop: readonly string[];
  /** Whether the log-probability of each token of the answer is told. */
  readonly logprobs: boolean;
  readonly stream: boolean;
  readonly stream_options?: { readonly include_usage?: boolean | null | undefined } | undefined;
  readonly rise?: ThinkFields | undefined;
}
