/** Why sampling ended: the policy closed its turn, or the token limit cut it off. */
export type StopReason = "endOfTurn" | "length";

/** The token ids behind an attempt, exactly as the policy saw and sampled them (I5: these are what is trained on). */
export interface AttemptTokens {
  /** Digest of the tokenizer the ids belong to; ids of another tokenizer are never trained on. */
  readonly tokenizer: string;
  /** shape [P]: the rendered state. */
  readonly prompt: readonly number[];
  /** shape [A]: the sampled ids, the end-of-turn id included where the policy emitted one. */
  readonly response: readonly number[];
  /** shape [A]: log-probability of each sampled id, in nats. */
  readonly logprobs: readonly number[];
}

/** The action of the paper's MDP: one whole response. */
export interface Attempt {
  readonly text: string;
  readonly stop: StopReason;
  /** The model's thought before the text, where a server gives it apart: never graded, and in no later prompt. */
  readonly thought?: string;
  /** Tokens generated (thought included) and read for this attempt, as the policy counts them; of those generated, the thought's. */
  readonly usage: { readonly generatedTokens: number; readonly readTokens: number; readonly thoughtTokens?: number };
  /** Absent where a server returns text alone. */
  readonly tokens?: AttemptTokens;
}

/**
 * A grader's judgement of an attempt. `error` means that the grader could not decide; it is never a wrong answer and never
 * a training row (I4).
 */
export type Outcome = "correct" | "wrong" | "noAnswer" | "error";

/** A graded attempt: the outcome, the answer that was read from the text, and why. */
export interface Grade {
  readonly outcome: Outcome;
  /** The extracted answer, or null where none was found. */
  readonly answer: string | null;
  readonly reason?: string;
}
