import type { Answer, Ask, Response } from "../ask.ts";
import { promptOf } from "./completions.ts";
import { maxPerRequest } from "./dialect.ts";
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
import type { Wire } from "./wire.ts";

/** SGLang's /generate: token ids in, token ids and log-probabilities out. */
export function sglangTokensWire(): Wire {
  return {
    name: "/generate in token ids",
    path: "/generate",
    hasTokens: true,
    wantsPrompt: true,
    maxPerRequest: maxPerRequest("sglang"),
    body: (ask) => ({
      input_ids: promptOf(ask).ids,
      sampling_params: samplingParams(ask),
      return_logprob: true,
      logprob_start_len: -1, // of the response alone
      top_logprobs_num: 0,
      stream: false,
    }),
    read,
  };
}

function samplingParams({ n, seed, temperature, topP, maxTokens, endOfTurnIds }: Ask): Fields {
  return {
    n,
    temperature,
    top_p: topP,
    top_k: -1,
    min_p: 0,
    max_new_tokens: maxTokens,
    sampling_seed: seed,
    repetition_penalty: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    stop_token_ids: endOfTurnIds,
    skip_special_tokens: true,
  };
}

function read(reply: unknown, { n }: Ask): Answer {
  const answers = (Array.isArray(reply) ? reply : [reply]).map(refuseError);
  const metas = answers.map((answer) => fieldsOf(answer["meta_info"]));
  const usage = {
    promptTokens: countOf(metas[0]?.["prompt_tokens"]) ?? 0,
    generatedTokens: metas.reduce((sum, meta) => sum + (countOf(meta["completion_tokens"]) ?? 0), 0),
  };
  refuseOtherCount(answers.length, n, usage);
  const responses = answers.map((answer, i): Response => {
    const meta = metas[i] ?? {};
    const pairs = itemsOf(meta["output_token_logprobs"]).map(itemsOf); // [logprob, id, text or null]
    const ids = idsOf(pairs.map(([, id]) => id));
    const logprobs = logprobsOf(pairs.map(([logprob]) => logprob));
    const stop = stopOf(fieldsOf(meta["finish_reason"])["type"], usage);
    return responseOf({ text: answer["text"], stop, ids, logprobs, usage });
  });
  return { responses, usage };
}
