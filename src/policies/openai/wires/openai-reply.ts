import type { Answer, Response } from "../ask.ts";
import {
  countOf,
  fieldsOf,
  idsOf,
  itemsOf,
  logprobsOf,
  refuseError,
  refuseNone,
  refuseOtherCount,
  responseOf,
  stopOf,
  type Fields,
} from "./reply-fields.ts";
import type { Spoken } from "./thought.ts";
import { NonAnswer } from "./wire.ts";

const charsPerToken = 4; // where a server doesn't count: an estimate for budgets, English prose

/**
 * Reads what /v1/chat/completions and /v1/completions answer.
 *
 * @param spokenOf what a choice says, and what it thought
 * @throws NonAnswer
 */
export function readOpenaiReply(
  reply: unknown,
  { n, promptChars }: { readonly n: number; readonly promptChars: number },
  spokenOf: (choice: Fields) => Spoken,
): Answer {
  const fields = refuseError(reply);
  const choices = itemsOf(fields["choices"])
    .map(fieldsOf)
    .sort((a, b) => indexOf(a) - indexOf(b));
  const spoken = choices.map(spokenOf);
  const usage = usageOf(fields["usage"], promptChars, spoken);
  refuseNone(choices.length, usage, fields);
  refuseOtherCount(choices.length, n, usage);
  const responses = choices.map((choice, i): Response => {
    if (isRefusal(fieldsOf(choice["message"]))) throw new NonAnswer("a refusal", usage);
    const stop = stopOf(choice["finish_reason"], usage);
    return responseOf({
      ...(spoken[i] ?? { text: "" }),
      stop,
      ids: idsOf(choice["token_ids"]),
      logprobs: logprobsIn(choice),
      usage,
    });
  });
  const promptIds = idsOf(fields["prompt_token_ids"] ?? choices[0]?.["prompt_token_ids"]);
  return { responses, usage, ...(promptIds === undefined ? {} : { promptIds }) };
}

/** Whether a message declines to answer: in a field of its own, or as one of its content's parts. */
function isRefusal({ refusal, content }: Fields): boolean {
  if (typeof refusal === "string" && refusal !== "") return true;
  return itemsOf(content).some((part) => fieldsOf(part)["type"] === "refusal");
}

const indexOf = (choice: Fields): number => countOf(choice["index"]) ?? 0;

/** Some servers count a thought among the generated tokens, some in the total alone (Gemini). */
function usageOf(usage: unknown, promptChars: number, spoken: readonly Spoken[]): Answer["usage"] {
  const { prompt_tokens, completion_tokens, total_tokens, completion_tokens_details, reasoning_tokens } =
    fieldsOf(usage);
  const chars = spoken.reduce((sum, { text, thought }) => sum + text.length + thought.length, 0);
  const promptTokens = countOf(prompt_tokens) ?? Math.ceil(promptChars / charsPerToken);
  const completion = countOf(completion_tokens) ?? Math.ceil(chars / charsPerToken);
  const unnamed = Math.max(0, (countOf(total_tokens) ?? 0) - promptTokens - completion);
  const named = countOf(fieldsOf(completion_tokens_details)["reasoning_tokens"]) ?? countOf(reasoning_tokens) ?? 0;
  const thoughtTokens = Math.max(named, unnamed);
  return {
    promptTokens,
    generatedTokens: completion + unnamed,
    ...(thoughtTokens === 0 ? {} : { thoughtTokens }),
  };
}

/** The log-probabilities of a choice's sampled tokens, where the server gives them. */
function logprobsIn(choice: Fields): readonly number[] | undefined {
  const given = fieldsOf(choice["logprobs"]);
  const ofChat = itemsOf(given["content"]).map((item) => fieldsOf(item)["logprob"]);
  return logprobsOf(ofChat.length > 0 ? ofChat : itemsOf(given["token_logprobs"]));
}
