import type { Ask } from "../ask.ts";
import { maxPerRequest, samplingDialect, samplingFields, type EngineName } from "./dialect.ts";
import { readOpenaiReply } from "./openai-reply.ts";
import type { Fields } from "./reply-fields.ts";
import type { Spoken } from "./thought.ts";
import type { Wire } from "./wire.ts";

/** /v1/completions with the chat rendered here, as text. */
export function completionsWire(engine: EngineName): Wire {
  return {
    name: "completions",
    path: "/v1/completions",
    hasTokens: false,
    wantsPrompt: true,
    maxPerRequest: maxPerRequest(engine),
    body: (ask) => ({
      model: ask.model,
      prompt: promptOf(ask).text,
      ...samplingFields(ask),
      ...samplingDialect(engine, ask),
    }),
    read: (reply, ask) => readOpenaiReply(reply, { n: ask.n, promptChars: promptOf(ask).text.length }, spokenOf),
  };
}

/** vLLM's /v1/completions: token ids in, token ids and log-probabilities out. */
export function vllmTokensWire(): Wire {
  return {
    name: "completions in token ids",
    path: "/v1/completions",
    hasTokens: true,
    wantsPrompt: true,
    maxPerRequest: maxPerRequest("vllm"),
    body: (ask) => ({
      model: ask.model,
      prompt: promptOf(ask).ids,
      ...samplingFields(ask),
      ...samplingDialect("vllm", ask),
      logprobs: 0, // of the sampled tokens alone
      return_token_ids: true,
      add_special_tokens: false,
    }),
    read: (reply, ask) => readOpenaiReply(reply, { n: ask.n, promptChars: promptOf(ask).text.length }, spokenOf),
  };
}

const spokenOf = ({ text }: Fields): Spoken => ({ text: typeof text === "string" ? text : "", thought: "" }); // as sampled

/** The prompt of a wire that wants one. */
export function promptOf({ prompt }: Ask): NonNullable<Ask["prompt"]> {
  if (prompt === undefined) throw new Error("a wire that sends prompts is handed none");
  return prompt;
}
