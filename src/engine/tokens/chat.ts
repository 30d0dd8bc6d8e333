import { Template } from "@huggingface/jinja";
import type { Tokenizer } from "./tokenizer.ts";
import { TokenizerError } from "./tokenizer.ts";

/** One message of a chat. */
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A chat as a model's tokens, and an action as the tokens to train on. */
export interface Chat {
  /** The jinja source. */
  readonly template: string;
  /** Ids that end an assistant's turn. */
  readonly endOfTurnIds: readonly number[];
  /** The chat as text; with the generation prompt it ends where the assistant's next response begins. */
  renderText(messages: readonly ChatMessage[], options: { readonly addGenerationPrompt: boolean }): string;
  /** The same as token ids. */
  render(messages: readonly ChatMessage[], options: { readonly addGenerationPrompt: boolean }): number[];
  /**
   * The ids of a response that was written as text, closed by exactly one end-of-turn id. Sampled responses don't need
   * it: their own ids are trained on.
   *
   * @throws TokenizerError if this template does not end an assistant's turn with an end-of-turn id
   */
  encodeAction(state: readonly ChatMessage[], action: string): number[];
}

/**
 * Joins a tokenizer and its jinja chat template.
 *
 * @param variables what templates expect besides the messages, such as `bos_token`
 * @throws TokenizerError if the template is not valid jinja or no end-of-turn id is known
 */
export function openChat(
  tokenizer: Tokenizer,
  template: string,
  endOfTurnIds: readonly number[],
  variables: Readonly<Record<string, unknown>> = {},
): Chat {
  if (endOfTurnIds.length === 0) {
    throw new TokenizerError(
      "a chat model must name at least one end-of-turn id, got none; set eos_token_id in generation_config.json",
    );
  }
  const compiled = compile(template);
  const renderText: Chat["renderText"] = (messages, { addGenerationPrompt }) =>
    renderTemplate(compiled, { ...variables, messages, add_generation_prompt: addGenerationPrompt });
  return {
    template,
    endOfTurnIds,
    renderText,
    render: (messages, options) => tokenizer.encode(renderText(messages, options)),
    encodeAction: (state, action) => {
      const closing = closingText(renderText, state);
      const end = tokenizer.encode(closing).find((id) => endOfTurnIds.includes(id));
      if (end === undefined) {
        throw new TokenizerError(
          `the chat template must close an assistant's message with an end-of-turn token (ids ${endOfTurnIds.join(", ")}), ` +
            `got ${JSON.stringify(closing)}; list the right id as eos_token_id in generation_config.json`,
        );
      }
      return [...tokenizer.encode(action), end];
    },
  };
}

/** What the template writes after an assistant's content: found with a content that no template rewrites. */
function closingText(renderText: Chat["renderText"], state: readonly ChatMessage[]): string {
  const marker = "rise-marker";
  const closed = renderText([...state, { role: "assistant", content: marker }], { addGenerationPrompt: false });
  return closed.slice(closed.lastIndexOf(marker) + marker.length);
}

/** A prompt that changes with the day would make runs irreproducible: templates get the date that Llama 3's falls back to. */
const FIXED_DATE = "26 Jul 2024";

function compile(template: string): Template {
  if (template.includes("strftime_now") && !template.includes("date_string")) {
    throw new TokenizerError("the chat template must not ask for today's date; write a date into chat_template.jinja");
  }
  try {
    return new Template(template);
  } catch (cause) {
    throw templateError("must be valid jinja", cause);
  }
}

function renderTemplate(template: Template, variables: Record<string, unknown>): string {
  try {
    return template.render({ ...variables, date_string: FIXED_DATE });
  } catch (cause) {
    throw templateError("must accept this chat", cause);
  }
}

function templateError(want: string, cause: unknown): TokenizerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TokenizerError(
    `the model's chat template ${want}, got "${reason}"; edit chat_template.jinja in the model folder`,
    { cause },
  );
}
