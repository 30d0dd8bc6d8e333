import type { Answer, Ask } from "../ask.ts";
import { promptOf } from "./completions.ts";
import { countOf, fieldsOf, idsOf, itemsOf, logprobsOf, refuseError, responseOf, stopOf } from "./reply-fields.ts";
import { NonAnswer, type Wire } from "./wire.ts";

/** llama-server's /completion: token ids in, token ids and log-probabilities out. */
export function llamaTokensWire(): Wire {
  return {
    name: "/completion in token ids",
    path: "/completion",
    hasTokens: true,
    wantsPrompt: true,
    maxPerRequest: 1,
    body: (ask) => ({
      prompt: promptOf(ask).ids,
      n_predict: ask.maxTokens,
      temperature: ask.temperature,
      top_p: ask.topP,
      top_k: 0,
      min_p: 0,
      typical_p: 1,
      repeat_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      samplers: ["temperature", "top_p"],
      seed: ask.seed,
      n_probs: 1,
      return_tokens: true,
      cache_prompt: true,
      stream: false,
    }),
    read,
  };
}

function read(reply: unknown, ask: Ask): Answer {
  const fields = refuseError(reply);
  const usage = {
    promptTokens: countOf(fields["tokens_evaluated"]) ?? 0,
    generatedTokens: countOf(fields["tokens_predicted"]) ?? 0,
  };
  // `truncated` alone says that the response came to the context's end.
  const isPromptCut = fields["truncated"] === true && usage.promptTokens !== promptOf(ask).ids.length;
  if (isPromptCut) throw new NonAnswer("a response to a prompt that was cut off", usage);
  const probabilities = itemsOf(fields["completion_probabilities"]).map(fieldsOf);
  const given = idsOf(fields["tokens"]);
  const ids = given !== undefined && given.length > 0 ? given : idsOf(probabilities.map(({ id }) => id));
  // It leaves out the log-probabilities of tokens that end within a character.
  const logprobs = logprobsOf(probabilities.map(({ logprob }) => logprob));
  const stop = stopOf(fields["stop_type"], usage);
  return { responses: [responseOf({ text: fields["content"], stop, ids, logprobs, usage })], usage };
}
