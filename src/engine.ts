/**
 * `rise-lm/engine`: the embedded engine alone, for tokens and tensors: reads, samples, scores, trains and writes models of the
 * Llama family. It knows nothing of RISE. What is named here is promised; `test/api.txt` holds the list.
 */

export { Engine } from "./engine/index.ts";
export type {
  Adapter,
  AdapterConfig,
  BackwardResult,
  Checkpoint,
  Companions,
  EngineCounters,
  EngineOptions,
  ModelConfig,
  ModelSource,
  OpenedModel,
  OptimStepOptions,
  SamplerOptions,
  ScoredRow,
  TokenSample,
  TokenSampleRequest,
  WeightedRow,
  Weights,
} from "./engine/index.ts";
export {
  initialise,
  parameterCount,
  readCheckpoint,
  readModelConfig,
  readSafetensors,
  writeCheckpoint,
  writeSafetensors,
} from "./engine/index.ts";
export {
  openTokenizer,
  openTokens,
  trainTokenizer,
  type Chat,
  type ChatMessage,
  type Tokenizer,
  type Tokens,
  type TrainTokenizerOptions,
} from "./engine/index.ts";
export {
  AdapterError,
  CheckpointError,
  EngineError,
  ModelConfigError,
  RowError,
  SampleRequestError,
  TokenizerError,
  TrainingError,
  UnsupportedModelError,
} from "./engine/errors.ts";
