import type { Ask } from "../ask.ts";
import type { Endpoint } from "../endpoint-schema.ts";

/** A server's kind, once that is known. */
export type EngineName = Exclude<Endpoint["engine"], "auto">;

/**
 * The sampling fields that an engine takes besides OpenAI's, set so that they change nothing. What is not sent is taken from the
 * model's generation_config.json, which may say top_k 20 or no sampling at all.
 */
export function samplingDialect(engine: EngineName, ask: Ask): Readonly<Record<string, unknown>> {
  const { temperature, topP, maxTokens, endOfTurnIds } = ask;
  const stops = endOfTurnIds.length === 0 ? {} : { stop_token_ids: endOfTurnIds };
  switch (engine) {
    case "vllm":
    case "sglang":
      return { top_k: -1, min_p: 0, repetition_penalty: 1, min_tokens: 0, ...stops };
    case "llama-server":
      return { top_k: 0, min_p: 0, repeat_penalty: 1 };
    case "transformers":
      return { generation_config: transformersConfig(temperature, topP, maxTokens, endOfTurnIds) };
    case "openai":
      return {};
  }
}

/** `transformers serve` takes temperatures, but samples only where its generation config says so. */
function transformersConfig(temperature: number, topP: number, maxTokens: number, eosIds: readonly number[]): string {
  const isGreedy = temperature === 0;
  return JSON.stringify({
    do_sample: !isGreedy,
    ...(isGreedy ? {} : { temperature, top_p: topP, top_k: 0 }),
    repetition_penalty: 1,
    max_new_tokens: maxTokens,
    ...(eosIds.length === 0 ? {} : { eos_token_id: eosIds }),
  });
}

/** OpenAI's own sampling fields, without which no server is asked. */
export function samplingFields({ n, seed, temperature, topP, maxTokens }: Ask): Readonly<Record<string, unknown>> {
  return {
    temperature,
    top_p: topP,
    max_tokens: maxTokens,
    seed,
    n,
    presence_penalty: 0,
    frequency_penalty: 0,
    stream: false,
  };
}

const onePerRequest: ReadonlySet<EngineName> = new Set(["transformers", "llama-server", "sglang"]);

/**
 * The most responses of one request of an engine: transformers serve and llama-server give one, whatever `n` says; SGLang draws
 * all of them with one seed, so that in its deterministic mode they are one response n times.
 */
export function maxPerRequest(engine: EngineName): number {
  return onePerRequest.has(engine) ? 1 : Infinity;
}
