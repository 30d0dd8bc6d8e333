import { compileChatTemplate } from "./chat-template.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { TokenizerError } from "./tokenizer-error.ts";

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
   * The ids of a response that was written as text, closed by exactly one end-of-turn id: those with which the template continues
   * after the prompt, where it writes the response as it is. A response that spells out an end-of-turn token ends there.
   * Sampled responses don't need it: their own ids are trained on.
   *
   * @throws TokenizerError if this template does not end an assistant's turn with an end-of-turn id
   */
  encodeAction(state: readonly ChatMessage[], action: string): number[];
  /** The text that the template writes behind an assistant's message; undefined where it takes no such chat. */
  closing(state: readonly ChatMessage[]): string | undefined;
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
      "a chat model must name at least one end-of-turn id, but names none; set eos_token_id in generation_config.json",
    );
  }
  const renderTemplate = compileChatTemplate(template);
  const renderText: Chat["renderText"] = (messages, { addGenerationPrompt }) =>
    renderTemplate({ ...variables, messages, add_generation_prompt: addGenerationPrompt });
  return {
    template,
    endOfTurnIds,
    renderText,
    render: (messages, options) => tokenizer.encode(renderText(messages, options)),
    encodeAction: (state, action) => {
      const { before, after } = aroundAction(renderText, state);
      const end = tokenizer.encode(after).find((id) => endOfTurnIds.includes(id));
      if (end === undefined) {
        throw new TokenizerError(
          `the chat template must close an assistant's message with an end-of-turn token (ids ${endOfTurnIds.join(", ")}), ` +
            `got ${JSON.stringify(after)}; list the right id as eos_token_id in generation_config.json`,
        );
      }
      const prompt = renderText(state, { addGenerationPrompt: true });
      const ids = idsAfter(tokenizer, prompt, before, action);
      const early = ids.findIndex((id) => endOfTurnIds.includes(id));
      return [...(early < 0 ? ids : ids.slice(0, early)), end];
    },
    closing: (state) => {
      try {
        return aroundAction(renderText, state).after;
      } catch {
        return undefined; // said when such a chat is wanted
      }
    },
  };
}

/** The text that the template writes before and after an assistant's content: found with a content that no template rewrites. */
function aroundAction(
  renderText: Chat["renderText"],
  state: readonly ChatMessage[],
): { readonly before: string; readonly after: string } {
  const marker = "rise-marker";
  const closed = renderText([...state, { role: "assistant", content: marker }], { addGenerationPrompt: false });
  const start = closed.lastIndexOf(marker);
  return { before: closed.slice(0, start), after: closed.slice(start + marker.length) };
}

/**
 * The ids with which an action follows a prompt. SentencePiece's depend on what stands before: the template's own space
 * belongs to the action, since the prompt ends before it. Where a template puts more than white space there, such as an
 * empty thought, or where prompt and action would melt into one token, the action is encoded by itself.
 *
 * @param before what the template writes before the action, the prompt included
 */
function idsAfter(tokenizer: Tokenizer, prompt: string, before: string, action: string): readonly number[] {
  const isPlain = before.startsWith(prompt) && before.slice(prompt.length).trim() === "";
  if (isPlain) {
    const promptIds = tokenizer.encode(prompt);
    const ids = tokenizer.encode(before + action);
    if (promptIds.every((id, i) => ids[i] === id)) return ids.slice(promptIds.length);
  }
  return tokenizer.encode(action);
}
