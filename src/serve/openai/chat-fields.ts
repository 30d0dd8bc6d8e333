import { z } from "zod";
import type { Message } from "../../mdp/index.ts";
import { ApiError } from "./api-error.ts";
import type { Asked } from "./asked.ts";
import { onlySampled, readFields, refused, wholeIn } from "./fields.ts";
import { sharedFields } from "./shared-fields.ts";

const noTools = "is not supported: this server calls no tools; leave it out";
const textAlone = 'must be a text, or a list of {type: "text", text}: this server reads no images, sounds or files';

const parts = z.array(z.strictObject({ type: z.literal("text"), text: z.string() })).min(1);

const message = z.strictObject(
  {
    role: z.enum(["system", "developer", "user", "assistant"], {
      error: "must be system, developer, user or assistant: this server calls no tools",
    }),
    content: z.union([z.string(), parts.transform((all) => all.map(({ text }) => text).join("\n"))], {
      error: textAlone,
    }),
    name: refused("is not supported: chat templates know roles alone; leave it out"),
    // What clients hand back of an answer, all empty.
    refusal: refused("must be left out"),
    annotations: refused("must be left out", []),
    audio: refused("must be left out"),
    tool_calls: refused(noTools, []),
    function_call: refused(noTools),
  },
  { error: "must be an object with role and content" },
);

const chatSchema = z.strictObject({
  ...sharedFields,
  messages: z.array(message, { error: "must be a list of messages" }).min(1, { error: "must hold a message at least" }),
  max_completion_tokens: wholeIn(1, 10_000_000).optional(),
  logprobs: z.boolean({ error: "must be true or false" }).default(false),
  top_logprobs: refused(onlySampled, 0),
  response_format: refused(
    "is not supported: a model is sampled as it was trained, and no grammar holds it; leave it out and ask for the form in words",
    { type: "text" },
  ),
  modalities: refused('must be ["text"] or left out', ["text"]),
  tools: refused(noTools, []),
  tool_choice: refused(noTools, "none", "auto"),
  parallel_tool_calls: refused(noTools, true, false),
  functions: refused(noTools, []),
  function_call: refused(noTools, "none", "auto"),
  audio: refused("is not supported; leave it out"),
  prediction: refused("is not supported; leave it out"),
  reasoning_effort: refused(
    "is not supported: how long an answer is thought over is said by the model's name, such as rise-k5-vote, or by rise.turns",
  ),
  verbosity: refused("is not supported; leave it out", "medium"),
  web_search_options: refused("is not supported: this server searches nothing; leave it out"),
});

/**
 * Reads the body of `/v1/chat/completions`.
 *
 * @throws ApiError 400 that names the field
 */
export function readChat(body: unknown): Asked {
  const fields = readFields(chatSchema, body);
  const { max_tokens: old, max_completion_tokens: most = old } = fields;
  if (old !== undefined && most !== old)
    throw new ApiError(400, "max_tokens and max_completion_tokens must be the same, or one left out", {
      param: "max_tokens",
      code: "invalid_value",
    });
  const messages = fields.messages.map(({ role, content }): Message => ({
    role: role === "developer" ? "system" : role,
    content,
  }));
  if (messages.at(-1)?.role !== "user")
    throw new ApiError(400, "messages must end in a user's message: this server continues no answer that was begun", {
      param: `messages.${messages.length - 1}.role`,
      code: "invalid_value",
    });
  return { ...fields, kind: "chat", chats: [messages], maxTokens: most };
}
