import {
  BUILT_IN_CHAT_TEMPLATE,
  BUILT_IN_END_OF_TURN,
  BUILT_IN_SPECIAL_TOKENS,
  type Checkpoint,
  initialise,
  type ModelConfig,
  modelConfigJson,
  openTokenizer,
  trainTokenizer,
} from "../../engine/index.ts";
import type { PretrainConfig } from "./pretrain-schema.ts";

/**
 * A model that has learnt nothing yet: random weights, and a byte-level tokenizer trained on the texts.
 *
 * @param texts what the model will read and write
 * @param seed same seed, texts and sizes, same bytes
 */
export function newModel(
  sizes: NonNullable<PretrainConfig["model"]>,
  texts: Iterable<string>,
  seed: number,
): Checkpoint {
  const { vocabSize, ...rest } = sizes;
  const tokenizer = trainTokenizer(texts, { vocabSize, specialTokens: BUILT_IN_SPECIAL_TOKENS });
  const { idOf } = openTokenizer({ tokenizer, config: {} });
  const endOfTurnId = idOf(BUILT_IN_END_OF_TURN) ?? 0; // it is one of the special tokens
  const config: ModelConfig = {
    ...rest,
    headDim: sizes.hiddenSize / sizes.heads,
    vocabSize,
    ropeTheta: 10_000,
    rmsNormEps: 1e-5,
    tieEmbeddings: true,
  };
  return {
    config,
    weights: initialise(config, seed),
    companions: new Map([
      ["config.json", json(modelConfigJson(config, [endOfTurnId]))],
      ["generation_config.json", json({ eos_token_id: endOfTurnId, pad_token_id: 0 })],
      ["tokenizer.json", json(tokenizer)],
      ["tokenizer_config.json", json(tokenizerConfig(sizes.maxPositions))],
      ["chat_template.jinja", BUILT_IN_CHAT_TEMPLATE],
    ]),
  };
}

function tokenizerConfig(maxPositions: number): Record<string, unknown> {
  return {
    tokenizer_class: "PreTrainedTokenizerFast",
    model_max_length: maxPositions,
    pad_token: BUILT_IN_SPECIAL_TOKENS[0],
    eos_token: BUILT_IN_END_OF_TURN,
    clean_up_tokenization_spaces: false,
  };
}

const json = (content: unknown): string => `${JSON.stringify(content, null, 2)}\n`;
