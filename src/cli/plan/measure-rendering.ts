import type { Problem, Task } from "../../mdp/index.ts";
import { openTokens, readCompanions } from "../../engine/index.ts";
import type { Rendering } from "./behaviour.ts";

/**
 * How a model's tokenizer and chat template turn text into tokens, measured on some problems' prompts. Reads no weights.
 *
 * @param folder a model folder
 * @returns undefined where the folder has no chat template
 */
export function measureRendering(folder: string, task: Task, problems: readonly Problem[]): Rendering | undefined {
  const { tokenizer, chat } = openTokens(readCompanions(folder));
  if (chat === undefined || problems.length === 0) return undefined;
  const total = { chars: 0, content: 0, messages: 0, rendered: 0 };
  for (const problem of problems) {
    const messages = task.prompt(problem);
    total.messages += messages.length;
    total.rendered += chat.render(messages, { addGenerationPrompt: true }).length;
    for (const { content } of messages) {
      total.chars += content.length;
      total.content += tokenizer.encode(content).length;
    }
  }
  return {
    tokensPerChar: total.content / Math.max(1, total.chars),
    tokensPerMessage: (total.rendered - total.content) / total.messages,
  };
}
