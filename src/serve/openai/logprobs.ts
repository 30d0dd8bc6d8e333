import type { Attempt, Policy } from "../../mdp/index.ts";
import { ApiError } from "./api-error.ts";
import type { Asked } from "./asked.ts";

/** The log-probabilities of an answer as the API tells them; null where they were not asked for. */
export type TellLogprobs = (answer: Attempt) => object | null;

/** A token of an answer. */
interface ToldToken {
  readonly text: string;
  readonly logprob: number;
  /** Where its text begins. */
  readonly offset: number;
}

/**
 * What tells the log-probabilities of answers, where they are asked for.
 *
 * @throws ApiError 400 if the model's tokens are not known here
 */
export function logprobsTeller({ kind, logprobs }: Asked, { tokenTexts }: Pick<Policy, "tokenTexts">): TellLogprobs {
  if (!logprobs) return () => null;
  if (tokenTexts === undefined) throw notKnown();
  return (answer) => {
    const tokens = tokensOf(answer, tokenTexts);
    return kind === "chat" ? chatForm(tokens) : completionForm(tokens);
  };
}

/** Up to the end of the answer: what stands behind a stop text, and the end of a turn, are no part of it. */
function tokensOf({ text, tokens }: Attempt, tokenTexts: NonNullable<Policy["tokenTexts"]>): readonly ToldToken[] {
  if (tokens === undefined) throw notKnown();
  let offset = 0;
  const all = tokenTexts(tokens.response).map((piece, i): ToldToken => {
    const token = { text: piece, logprob: tokens.logprobs[i] ?? 0, offset };
    offset += piece.length;
    return token;
  });
  return all.filter((token) => token.offset < text.length);
}

const notKnown = (): ApiError =>
  new ApiError(400, "logprobs is not supported here: this model's servers tell no tokens; leave it out", {
    param: "logprobs",
    code: "invalid_value",
  });

const chatForm = (tokens: readonly ToldToken[]): object => ({
  content: tokens.map(({ text, logprob }) => ({
    token: text,
    logprob,
    bytes: [...Buffer.from(text)],
    top_logprobs: [],
  })),
  refusal: null,
});

const completionForm = (tokens: readonly ToldToken[]): object => ({
  tokens: tokens.map(({ text }) => text),
  token_logprobs: tokens.map(({ logprob }) => logprob),
  top_logprobs: null,
  text_offset: tokens.map(({ offset }) => offset),
});
