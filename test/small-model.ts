import {
  BUILT_IN_CHAT_TEMPLATE,
  BUILT_IN_SPECIAL_TOKENS,
  initialise,
  modelConfigJson,
  trainTokenizer,
  writeCheckpoint,
  type ModelConfig,
} from "../src/engine/index.ts";

const config: ModelConfig = {
  hiddenSize: 32,
  layers: 2,
  heads: 2,
  kvHeads: 1,
  headDim: 16,
  intermediateSize: 64,
  vocabSize: 320,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 2048,
};

/** Writes a model folder that knows nothing and samples fast: random weights, nearly a byte a token, a chat template. */
export function writeSmallModel(folder: string, seed = 1, stored: { readonly maxShardBytes?: number } = {}): void {
  const tokenizer = trainTokenizer(["What is 3 + 4?"], {
    vocabSize: config.vocabSize,
    specialTokens: BUILT_IN_SPECIAL_TOKENS,
  });
  const endOfTurnId = 1;
  const companions = new Map([
    ["config.json", JSON.stringify(modelConfigJson(config, [endOfTurnId]))],
    ["generation_config.json", JSON.stringify({ eos_token_id: endOfTurnId })],
    ["tokenizer.json", JSON.stringify(tokenizer)],
    ["chat_template.jinja", BUILT_IN_CHAT_TEMPLATE],
  ]);
  writeCheckpoint(folder, { config, companions, weights: initialise(config, seed) }, stored);
}
