import { Engine, TokenizerError, type EngineOptions } from "../../engine/index.ts";
import { ConfigError } from "../../mdp/index.ts";
import type { Renderer } from "./training-row.ts";

/** How the embedded engine runs; `threads` is by default the number of cores. */
export type EmbeddedOptions = Partial<EngineOptions>;

/** A model that the embedded engine holds, and how chats become its tokens. */
export interface EmbeddedModel {
  /** For records: the folder as the user names it. */
  readonly name: string;
  readonly engine: Engine;
  readonly renderer: Renderer;
  readonly decode: (ids: readonly number[]) => string;
  /** Ids that end a response. */
  readonly endOfTurnIds: readonly number[];
  /** Longest sequence that the model reads, in tokens. */
  readonly maxTokens: number;
}

/**
 * Opens a model folder in the embedded engine.
 *
 * @throws ConfigError if the folder has no chat template; the engine's errors if it cannot be read
 */
export async function openEmbedded(name: string, folder: string, options: EmbeddedOptions): Promise<EmbeddedModel> {
  const engine = await Engine.open(folder, options);
  try {
    return { name, engine, ...tokensOf(engine, folder), maxTokens: engine.config.maxPositions };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function tokensOf(engine: Engine, folder: string): Pick<EmbeddedModel, "renderer" | "decode" | "endOfTurnIds"> {
  const { tokenizer, chat, endOfTurnIds } = openTokensOf(engine, folder);
  if (chat === undefined) {
    throw new ConfigError(
      `model folder ${folder} must have a chat template, got none; add chat_template.jinja, or use the model's instruct or chat variant`,
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

function openTokensOf(engine: Engine, folder: string): Engine["tokens"] {
  try {
    return engine.tokens;
  } catch (error) {
    if (!(error instanceof TokenizerError)) throw error;
    throw new ConfigError(`model folder ${folder}: ${error.message}`, { cause: error });
  }
}
