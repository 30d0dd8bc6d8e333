import type { Answer, Response } from "../ask.ts";
import {
  countOf,
  fieldsOf,
  idsOf,
  itemsOf,
  logprobsOf,
  refuseError,
  refuseOtherCount,
  responseOf,
  stopOf,
  type Fields,
} from "./reply-fields.ts";
import { NonAnswer } from "./wire.ts";

const charsPerToken = 4; // where a server doesn't count: an estimate for budgets, English prose

/**
 * Reads what /v1/chat/completions and /v1/completions answer.
 *
 * @param textOf a choice's text; undefined where it has none
 * @throws NonAnswer
 */
export function readOpenaiReply(
  reply: unknown,
  { n, promptChars }: { readonly n: number; readonly promptChars: number },
  textOf: (choice: Fields) => string | undefined,
): Answer {
  const fields = refuseError(reply);
  const choices = itemsOf(fields["choices"])
    .map(fieldsOf)
    .sort((a, b) => indexOf(a) - indexOf(b));
  const texts = choices.map((choice) => textOf(choice) ?? "");
  const usage = usageOf(fields["usage"], promptChars, texts);
  refuseOtherCount(choices.length, n, usage);
  const responses = choices.map((choice, i): Response => {
    const refusal = fieldsOf(choice["message"])["refusal"];
    if (typeof refusal === "string" && refusal !== "") throw new NonAnswer("a refusal", usage);
    const stop = stopOf(choice["finish_reason"], usage);
    return responseOf({ text: texts[i], stop, ids: idsOf(choice["token_ids"]), logprobs: logprobsIn(choice), usage });
  });
  const promptIds = idsOf(fields["prompt_token_ids"] ?? choices[0]?.["prompt_token_ids"]);
  return { responses, usage, ...(promptIds === undefined ? {} : { promptIds }) };
}

const indexOf = (choice: Fields): number => countOf(choice["index"]) ?? 0;

function usageOf(usage: unknown, promptChars: number, texts: readonly string[]): Answer["usage"] {
  const { prompt_tokens: prompt, completion_tokens: completion } = fieldsOf(usage);
  const chars = texts.reduce((sum, text) => sum + text.length, 0);
  return {
    promptTokens: countOf(prompt) ?? Math.ceil(promptChars / charsPerToken),
    generatedTokens: countOf(completion) ?? Math.ceil(chars / charsPerToken),
  };
}

/** The log-probabilities of a choice's sampled tokens, where the server gives them. */
function logprobsIn(choice: Fields): readonly number[] | undefined {
  const given = fieldsOf(choice["logprobs"]);
  const ofChat = itemsOf(given["content"]).map((item) => fieldsOf(item)["logprob"]);
  return logprobsOf(ofChat.length > 0 ? ofChat : itemsOf(given["token_logprobs"]));
}
