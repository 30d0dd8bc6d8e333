import { describe, expect, test } from "vitest";
import type { Ask } from "../ask.ts";
import { chatWire } from "./chat.ts";
import { vllmTokensWire } from "./completions.ts";
import { llamaTokensWire } from "./llama-server.ts";
import { sglangTokensWire } from "./sglang.ts";

const ask: Ask = {
  model: "m",
  messages: [{ role: "user", content: "3 + 4?" }],
  prompt: { ids: [5, 6, 7], text: "3 + 4?" },
  n: 1,
  seed: 7,
  temperature: 1,
  topP: 1,
  maxTokens: 12,
  endOfTurnIds: [2],
};

/** Replies as the engines' sources build them: vLLM 0.33, SGLang 0.5.23, llama.cpp's server of November 2026. */
describe("vLLM's reply", () => {
  const reply = (choice: object) => ({
    object: "text_completion",
    choices: [{ index: 0, text: " 7", finish_reason: "stop", stop_reason: null, ...choice }],
    usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
  });

  test("has ids, their log-probabilities, and the prompt's ids", () => {
    const logprobs = { token_logprobs: [-0.5, 1e-9], tokens: [" 7", "</s>"], top_logprobs: null, text_offset: [0, 2] };
    const read = vllmTokensWire().read(reply({ token_ids: [41, 2], prompt_token_ids: [5, 6, 7], logprobs }), ask);
    expect(read.promptIds).toEqual([5, 6, 7]);
    expect(read.responses).toEqual([{ text: " 7", stop: "endOfTurn", sampled: { ids: [41, 2], logprobs: [-0.5, 0] } }]);
  });

  test("is an answer where the turn was ended at once, in ids alone", () => {
    const ended = { text: "", token_ids: [2], logprobs: { token_logprobs: [-1] } };
    expect(vllmTokensWire().read(reply(ended), ask).responses[0]?.sampled?.ids).toEqual([2]);
    expect(() => vllmTokensWire().read(reply({ text: "" }), ask)).toThrow("an empty response");
  });

  test.each(["abort", "error", null, "repetition", "tool_calls"])("that ended by %s is none", (finish_reason) => {
    expect(() => vllmTokensWire().read(reply({ finish_reason }), ask)).toThrow("a response that ended by");
  });
});

describe("SGLang's reply", () => {
  const reply = (type: string) => ({
    text: " 7",
    output_ids: [41, 2],
    meta_info: {
      id: "x",
      finish_reason: { type, matched: 2 },
      prompt_tokens: 3,
      completion_tokens: 2,
      output_token_logprobs: [
        [-0.5, 41, null],
        [-0.25, 2, null],
      ],
    },
  });

  test("has pairs of log-probability and id", () => {
    const { responses, usage } = sglangTokensWire().read(reply("stop"), ask);
    expect(responses[0]?.sampled).toEqual({ ids: [41, 2], logprobs: [-0.5, -0.25] });
    expect(usage).toEqual({ promptTokens: 3, generatedTokens: 2 });
  });

  test("that was aborted is none, and one with an error", () => {
    expect(() => sglangTokensWire().read(reply("abort"), ask)).toThrow("ended by abort");
    const error = { object: "error", message: "Input is too long" };
    expect(() => sglangTokensWire().read(error, ask)).toThrow("Input is too long");
  });
});

describe("llama-server's reply", () => {
  const reply = (changes: object = {}) => ({
    content: " 7",
    tokens: [41, 2],
    tokens_predicted: 2,
    tokens_evaluated: 3,
    truncated: false,
    stop_type: "eos",
    completion_probabilities: [
      { id: 41, token: " 7", logprob: -0.5, top_logprobs: [] },
      { id: 2, token: "", logprob: -0.25, top_logprobs: [] },
    ],
    ...changes,
  });

  test("has ids and log-probabilities", () => {
    const { responses } = llamaTokensWire().read(reply(), ask);
    expect(responses).toEqual([{ text: " 7", stop: "endOfTurn", sampled: { ids: [41, 2], logprobs: [-0.5, -0.25] } }]);
  });

  test("is text alone where tokens that end within a character have no log-probability", () => {
    const { responses } = llamaTokensWire().read(reply({ tokens: [41, 200, 2] }), ask);
    expect(responses).toEqual([{ text: " 7", stop: "endOfTurn" }]);
  });

  test("is cut off where it came to the context's end, and none where the prompt was", () => {
    const atEnd = { truncated: true, stop_type: "limit" };
    expect(llamaTokensWire().read(reply(atEnd), ask).responses[0]?.stop).toBe("length");
    expect(() => llamaTokensWire().read(reply({ ...atEnd, tokens_evaluated: 2 }), ask)).toThrow("cut off");
  });
});

describe("a chat's reply", () => {
  const choice = (index: number, content: string) => ({
    index,
    message: { role: "assistant", content },
    finish_reason: "stop",
  });

  test("gives responses in their order, whatever order they come in", () => {
    const read = chatWire("openai").read({ choices: [choice(1, "b"), choice(0, "a")] }, { ...ask, n: 2 });
    expect(read.responses.map(({ text }) => text)).toEqual(["a", "b"]);
  });

  test("without counts is estimated, a token for four characters", () => {
    const { usage } = chatWire("openai").read({ choices: [choice(0, "12345678")] }, ask);
    expect(usage).toEqual({ promptTokens: 2, generatedTokens: 2 }); // "3 + 4?" is six characters
  });

  test.each([null, 7, "text", [], {}, { choices: {} }, { choices: [null] }])("that is %j is none", (reply) => {
    expect(() => chatWire("openai").read(reply, ask)).toThrow();
  });
});
