import { openTokens, readCompanions } from "../../engine/index.ts";
import type { Message } from "../../mdp/index.ts";
import { modelFolder } from "../embedded/model-folder.ts";
import { renderingOf, type Rendering } from "../embedded/rendering.ts";
import type { Prompt } from "./ask.ts";

/** How chats become the prompts that servers are sent. */
export interface Prompts extends Rendering {
  prompt(messages: readonly Message[]): Prompt;
}

/**
 * Opens the tokenizer and chat template of a model folder; its weights are not needed here.
 *
 * @throws ConfigError if it has none
 */
export function openPrompts(model: string): Prompts {
  const folder = modelFolder(model);
  const companions = readCompanions(folder);
  const rendering = renderingOf(companions, folder);
  const chat = openTokens(companions).chat;
  return {
    ...rendering,
    prompt: (messages) => ({
      ids: rendering.renderer.renderPrompt(messages),
      text: chat?.renderText(messages, { addGenerationPrompt: true }) ?? "",
    }),
  };
}
