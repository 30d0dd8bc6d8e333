import { fieldsOf, itemsOf, type Fields } from "./reply-fields.ts";

/** A model's text, and its thought before that. */
export interface Spoken {
  readonly text: string;
  /** "" where it did not think, or the server keeps it to itself. */
  readonly thought: string;
}

const tags = ["think", "thinking", "thought", "reasoning"] as const;

/**
 * A thought that stands in the text itself, between tags at its beginning. Where the chat template opened it, only its end is
 * there; where the token limit cut it off, only its beginning, and nothing is said.
 */
function withoutThought(text: string): Spoken {
  const begun = text.trimStart();
  for (const tag of tags) {
    const [open, close] = [`<${tag}>`, `</${tag}>`];
    const isOpened = begun.startsWith(open);
    const inner = isOpened ? begun.slice(open.length) : text;
    const end = inner.indexOf(close);
    if (end >= 0 && (isOpened || !inner.slice(0, end).includes(open))) {
      return { thought: inner.slice(0, end).trim(), text: inner.slice(end + close.length).trimStart() };
    }
    if (isOpened) return { thought: inner.trim(), text: "" };
  }
  return { text, thought: "" };
}

/**
 * A message's text and thought, wherever servers put them: `content` as text or as a list of parts, the thought in
 * `reasoning_content` (DeepSeek, SGLang, llama-server), `reasoning` (OpenRouter, vLLM, Groq), `thinking` (Ollama), parts of type
 * `thinking` (Mistral), lists of details (OpenRouter, LiteLLM), or between tags.
 */
export function spokenIn(message: Fields): Spoken {
  const parts = partsOf(message["content"]);
  const said = withoutThought(parts.text);
  const beside = ["reasoning_content", "reasoning", "thinking", "reasoning_details", "thinking_blocks"]
    .map((name) => textIn(message[name]))
    .find((thought) => thought !== "");
  const thought = [beside ?? parts.thought, said.thought].filter((piece) => piece !== "").join("\n");
  return { text: said.text, thought };
}

function partsOf(content: unknown): Spoken {
  if (typeof content === "string") return { text: content, thought: "" };
  const parts = Array.isArray(content) ? content : [content];
  const isThought = (part: unknown): boolean => /think|reason/i.test(String(fieldsOf(part)["type"] ?? ""));
  const joined = (some: readonly unknown[]): string => some.map(textIn).join("");
  return { text: joined(parts.filter((part) => !isThought(part))), thought: joined(parts.filter(isThought)) };
}

/** The text of a part or a list of parts, under the names that servers have for it. */
function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return itemsOf(value).map(textIn).join("");
  const fields = fieldsOf(value);
  for (const name of ["text", "thinking", "content", "summary", "reasoning"]) {
    const text = name in fields ? textIn(fields[name]) : "";
    if (text !== "") return text;
  }
  return "";
}
