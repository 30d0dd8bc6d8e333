import { openTokens, TokenizerError, type Companions, type Tokens } from "../../engine/index.ts";
import { ConfigError } from "../../mdp/index.ts";
import type { Renderer } from "./training-row.ts";

/** How a model's chats become tokens, and its tokens text. */
export interface Rendering {
  readonly renderer: Renderer;
  readonly decode: (ids: readonly number[]) => string;
  /** Ids that end a response. */
  readonly endOfTurnIds: readonly number[];
}

/**
 * A model folder's chat settings, from its text files.
 *
 * @throws ConfigError if the folder has no tokenizer or no chat template
 */
export function renderingOf(companions: Companions, folder: string): Rendering {
  const { tokenizer, chat, endOfTurnIds } = tokensOf(companions, folder);
  if (chat === undefined) {
    throw new ConfigError(
      `model folder ${folder} must have a chat template, but has none; add chat_template.jinja, or use the model's instruct or chat variant`,
    );
  }
  return {
    decode: (ids) => tokenizer.decode(ids),
    endOfTurnIds,
    renderer: {
      tokenizerDigest: tokenizer.digest,
      renderPrompt: (messages) => chat.render(messages, { addGenerationPrompt: true }),
      encodeAction: (state, action) => chat.encodeAction(state, action),
    },
  };
}

function tokensOf(companions: Companions, folder: string): Tokens {
  try {
    return openTokens(companions);
  } catch (error) {
    if (!(error instanceof TokenizerError)) throw error;
    throw new ConfigError(`model folder ${folder}: ${error.message}`, { cause: error });
  }
}
