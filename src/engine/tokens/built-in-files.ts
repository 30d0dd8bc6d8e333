import { BUILT_IN_CHAT_TEMPLATE, BUILT_IN_END_OF_TURN, BUILT_IN_SPECIAL_TOKENS } from "./built-in-chat.ts";
import { trainTokenizer } from "./train-tokenizer.ts";

/** The token files of a new model folder, by name, and what the model's config.json must say about them. */
export interface BuiltInTokenFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly vocabSize: number;
  readonly endOfTurnId: number;
}

/**
 * Trains the built-in model's tokenizer and writes its files: tokenizer, chat template, generation settings.
 *
 * @param options.vocabSize most entries of the vocabulary
 * @param options.maxPositions longest sequence of the model, in tokens
 */
export function builtInTokenFiles(
  texts: Iterable<string>,
  options: { readonly vocabSize: number; readonly maxPositions: number },
): BuiltInTokenFiles {
  const { content, vocabSize } = trainTokenizer(texts, {
    vocabSize: options.vocabSize,
    specialTokens: BUILT_IN_SPECIAL_TOKENS,
  });
  const endOfTurnId = BUILT_IN_SPECIAL_TOKENS.indexOf(BUILT_IN_END_OF_TURN); // special tokens take the first ids
  const padId = BUILT_IN_SPECIAL_TOKENS.indexOf("<|pad|>");
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    eos_token: BUILT_IN_END_OF_TURN,
    pad_token: "<|pad|>",
    model_max_length: options.maxPositions,
    clean_up_tokenization_spaces: false,
  };
  const files = new Map([
    ["generation_config.json", toJson({ eos_token_id: [endOfTurnId], pad_token_id: padId })],
    ["tokenizer.json", toJson(content)],
    ["tokenizer_config.json", toJson(config)],
    ["chat_template.jinja", BUILT_IN_CHAT_TEMPLATE],
  ]);
  return { files, vocabSize, endOfTurnId };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
