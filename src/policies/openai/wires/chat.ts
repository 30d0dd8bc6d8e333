import type { Ask } from "../ask.ts";
import { maxPerRequest, samplingDialect, samplingFields, type EngineName } from "./dialect.ts";
import { readOpenaiReply } from "./openai-reply.ts";
import { fieldsOf } from "./reply-fields.ts";
import { spokenIn } from "./thought.ts";
import type { Wire } from "./wire.ts";

/** /v1/chat/completions: the server renders the chat, text comes back. Every server has it. */
export function chatWire(engine: EngineName): Wire {
  return {
    name: "chat",
    path: "/v1/chat/completions",
    hasTokens: false,
    wantsPrompt: false,
    maxPerRequest: maxPerRequest(engine),
    body: (ask) => ({
      model: ask.model,
      messages: ask.messages.map((message) =>
        message.content.trim() === "" ? { ...message, content: unsaid } : message,
      ),
      ...samplingFields(ask),
      ...samplingDialect(engine, { ...ask, endOfTurnIds: [] }), // the server knows its own
    }),
    read: (reply, ask) =>
      readOpenaiReply(reply, { n: ask.n, promptChars: charsOf(ask) }, (choice) =>
        spokenIn(fieldsOf(choice["message"])),
      ),
  };
}

/** Stands for an attempt that was cut off in its thought: hosted servers refuse a chat with an empty message in it. */
const unsaid = "(no answer)";

const charsOf = ({ messages }: Ask): number => messages.reduce((sum, { content }) => sum + content.length, 0);
