import type { BackendAsk, BackendResponse } from "./backend.ts";

/** A request's JSON, of which a server believes nothing. */
type Json = Readonly<Record<string, unknown>>;

/** An engine whose protocol a test server speaks. */
export type DialectName = "openai" | "vllm" | "sglang" | "llama-server" | "transformers";

/** One path of a dialect. */
interface Route {
  /** The request. */
  read(body: Json): BackendAsk;
  /** The JSON that is answered. */
  write(responses: readonly BackendResponse[], ask: BackendAsk): unknown;
}

const numberIn = (body: Json, name: string, otherwise: number): number =>
  typeof body[name] === "number" ? body[name] : otherwise;
const openaiAsk = (body: Json): BackendAsk => ({
  model: String(body["model"]),
  messages: (body["messages"] ?? []) as BackendAsk["messages"], // the tests' own client sends them
  n: numberIn(body, "n", 1),
  seed: numberIn(body, "seed", 0),
  temperature: numberIn(body, "temperature", 1),
  topP: numberIn(body, "top_p", 1),
  maxTokens: numberIn(body, "max_tokens", 16),
  ...(Array.isArray(body["prompt"]) ? { promptIds: body["prompt"] as number[] } : {}), // as above
});
const finish = { endOfTurn: "stop", length: "length" } as const;
const usageOf = (responses: readonly BackendResponse[]): object => {
  const generated = responses.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0);
  const prompt = responses[0]?.promptTokens ?? 0;
  return { prompt_tokens: prompt, completion_tokens: generated, total_tokens: prompt + generated };
};

const chat: Route = {
  read: openaiAsk,
  write: (responses, { model }) => ({
    id: "chatcmpl-1",
    object: "chat.completion",
    model,
    choices: responses.map(({ text, stop }, index) => ({
      index,
      message: { role: "assistant", content: text },
      finish_reason: finish[stop],
    })),
    usage: usageOf(responses),
  }),
};

const completions: Route = {
  read: openaiAsk,
  write: (responses, { model, promptIds }) => ({
    id: "cmpl-1",
    object: "text_completion",
    model,
    choices: responses.map(({ text, stop, ids, logprobs }, index) => ({
      index,
      text,
      finish_reason: finish[stop],
      ...(ids === undefined
        ? {}
        : { token_ids: ids, prompt_token_ids: promptIds, logprobs: { token_logprobs: logprobs } }),
    })),
    usage: usageOf(responses),
  }),
};

const sglangGenerate: Route = {
  read(body) {
    const sampling = (body["sampling_params"] ?? {}) as Json; // an object, as the client sends it
    return {
      ...openaiAsk(sampling),
      promptIds: body["input_ids"] as number[], // as above
      seed: numberIn(sampling, "sampling_seed", 0),
      maxTokens: numberIn(sampling, "max_new_tokens", 128),
    };
  },
  write(responses, { n }) {
    const answers = responses.map(({ text, stop, ids = [], logprobs = [], promptTokens, generatedTokens }) => ({
      text,
      output_ids: ids,
      meta_info: {
        finish_reason: { type: finish[stop] },
        prompt_tokens: promptTokens,
        completion_tokens: generatedTokens,
        output_token_logprobs: ids.map((id, i) => [logprobs[i], id, null]),
      },
    }));
    return n === 1 ? answers[0] : answers;
  },
};

const llamaCompletion: Route = {
  read: (body) => ({ ...openaiAsk(body), n: 1, maxTokens: numberIn(body, "n_predict", -1) }),
  write: ([response]) => ({
    content: response?.text,
    tokens: response?.ids,
    stop_type: response?.stop === "length" ? "limit" : "eos",
    tokens_predicted: response?.generatedTokens,
    tokens_evaluated: response?.promptTokens,
    truncated: false,
    completion_probabilities: response?.ids?.map((id, i) => ({
      id,
      logprob: response.logprobs?.[i],
      top_logprobs: [],
    })),
  }),
};

/** The paths under which each dialect samples. */
export const dialects: Readonly<Record<DialectName, Readonly<Record<string, Route>>>> = {
  openai: { "/v1/chat/completions": chat, "/v1/completions": completions },
  vllm: { "/v1/chat/completions": chat, "/v1/completions": completions },
  sglang: { "/v1/chat/completions": chat, "/generate": sglangGenerate },
  "llama-server": { "/v1/chat/completions": chat, "/completion": llamaCompletion },
  transformers: { "/v1/chat/completions": { ...chat, read: (body) => ({ ...openaiAsk(body), n: 1 }) } },
};

/** How each dialect signs its list of models. */
export const owners: Readonly<Record<DialectName, string>> = {
  openai: "someone",
  vllm: "vllm",
  sglang: "sglang",
  "llama-server": "llamacpp",
  transformers: "HuggingFaceTB",
};
