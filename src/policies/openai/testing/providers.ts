import type { Refusal } from "./openai-server.ts";

type Json = Readonly<Record<string, unknown>>;

/** How providers answer an account that can buy no more, as seen in their documentation and in users' reports. */
export const exhausted: Readonly<Record<string, Refusal>> = {
  "OpenAI: quota": {
    status: 429,
    body: {
      error: {
        message: "You exceeded your current quota, please check your plan and billing details.",
        type: "insufficient_quota",
        param: null,
        code: "insufficient_quota",
      },
    },
  },
  "OpenAI: hard limit": {
    status: 400,
    body: { error: { message: "Billing hard limit has been reached", code: "billing_hard_limit_reached" } },
  },
  "Anthropic: credit": {
    status: 400,
    body: {
      type: "error",
      error: { type: "invalid_request_error", message: "Your credit balance is too low to access the Anthropic API." },
    },
  },
  "DeepSeek: balance": { status: 402, body: { error: { message: "Insufficient Balance", type: "unknown_error" } } },
  "OpenRouter: credits": {
    status: 402,
    body: { error: { message: "This request requires more credits, or fewer max_tokens.", code: 402 } },
  },
  "Moonshot: quota": {
    status: 429,
    body: { error: { message: "Your account is suspended", type: "exceeded_current_quota_error" } },
  },
  "Zhipu: balance": { status: 429, body: { error: { code: "1113", message: "余额不足或无可用资源包,请充值。" } } },
  "LiteLLM: budget": {
    status: 400,
    body: { error: { message: "Budget has been exceeded! Current cost: 1.2, Max budget: 1", type: "budget_exceeded" } },
  },
  "Gemini: a day's quota": {
    status: 429,
    body: [
      {
        error: {
          code: 429,
          message: "You exceeded your current quota. Please retry in 36.6s.",
          status: "RESOURCE_EXHAUSTED",
          details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }],
        },
      },
    ],
  },
  "a pause of a day": { status: 429, headers: { "retry-after": "86400" }, body: { error: { message: "slow down" } } },
};

/** The same in a success, as gateways answer that pass everything on with 200. */
export const exhaustedIn200: Readonly<Record<string, Json>> = {
  "an error": { error: { message: "You exceeded your current quota.", code: "insufficient_quota" } },
  "an error in words": { error: "Insufficient account balance" },
  "an error's fields": {
    code: "Arrearage",
    message: "Access denied, please make sure your account is in good standing.",
  },
};

/** Refuses requests that hold one of these fields, worded as providers word it. */
export const refusesFields: Readonly<Record<string, (body: Json) => Refusal | undefined>> = {
  "OpenAI: temperature": (body) =>
    body["temperature"] === undefined
      ? undefined
      : error(
          "Unsupported value: 'temperature' does not support 0.7 with this model.",
          "temperature",
          "unsupported_value",
        ),
  "Moonshot: temperature": (body) =>
    body["temperature"] === undefined ? undefined : error("invalid temperature: only 1 is allowed for this model"),
  "Anthropic: both": (body) =>
    body["temperature"] === undefined || body["top_p"] === undefined
      ? undefined
      : error("`temperature` and `top_p` cannot both be specified for this model. Please use only one."),
  "Mistral: seed": (body) =>
    body["seed"] === undefined
      ? undefined
      : {
          status: 422,
          body: {
            object: "error",
            message: {
              detail: [
                { type: "extra_forbidden", loc: ["body", "seed"], msg: "Extra inputs are not permitted", input: 1 },
              ],
            },
          },
        },
  "Gemini: seed": (body) =>
    body["seed"] === undefined
      ? undefined
      : {
          status: 400,
          body: [
            { error: { code: 400, message: 'Invalid JSON payload received. Unknown name "seed": Cannot find field.' } },
          ],
        },
  "OpenAI: max_tokens": (body) =>
    body["max_tokens"] === undefined
      ? undefined
      : error(
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          "max_tokens",
          "unsupported_parameter",
        ),
  "Groq: n": (body) => (Number(body["n"] ?? 1) > 1 ? error("'n' : number must be at most 1") : undefined),
  "vLLM: n": (body) =>
    Number(body["n"] ?? 1) > 1 ? error("n must be 1 when using greedy sampling, got 2.") : undefined,
  "xAI: penalties": (body) =>
    "presence_penalty" in body
      ? error("Argument not supported on this model: presencePenalty, presence_penalty")
      : undefined,
};

function error(message: string, param: string | null = null, code: string | null = null): Refusal {
  return { status: 400, body: { error: { message, type: "invalid_request_error", param, code } } };
}

/** A model's message where it thinks first; `text` is what it says. */
export const thinking: Readonly<Record<string, (text: string) => Json>> = {
  reasoning_content: (text) => ({ content: text, reasoning_content: "Let me think." }),
  reasoning: (text) => ({ content: text, reasoning: "Let me think.", reasoning_details: [{ text: "Let me think." }] }),
  reasoning_details: (text) => ({
    content: text,
    reasoning_details: [{ type: "reasoning.text", text: "Let me think." }],
  }),
  "tags in the content": (text) => ({ content: `<think>\nLet me think.\n</think>\n\n${text}` }),
  "a tag that the template opened": (text) => ({ content: `Let me think.\n</think>\n\n${text}` }),
  "parts in the content": (text) => ({
    content: [
      { type: "thinking", thinking: [{ type: "text", text: "Let me think." }] },
      { type: "text", text },
    ],
  }),
};
