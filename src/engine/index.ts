/** The embedded engine: tensors and tokens only; it knows nothing of RISE. */
export type { Adapter, AdapterConfig } from "./adapter/index.ts";
export { AdapterError } from "./adapter/index.ts";
export { copyAdapter, isAdapterFolder, openAdapter, storedTypeOf } from "./checkpoint/index.ts";
export type { Checkpoint, Companions, Tensor, Tensors } from "./checkpoint/index.ts";
export {
  CheckpointError,
  modelConfigJson,
  openFolder,
  readCheckpoint,
  COMPANION_FILES,
  readCompanions,
  readModelCompanions,
  readModelConfig,
  writeCheckpoint,
} from "./checkpoint/index.ts";
export {
  readSafetensors,
  recoverFolder,
  replaceFolder,
  requireModelOrNothing,
  writeSafetensors,
} from "./checkpoint/index.ts";
export type {
  Sampler,
  SamplerCounters,
  SamplerOptions,
  SampleFollower,
  TokenSample,
  TokenSampleRequest,
} from "./decoding/index.ts";
export { createSampler, SampleRequestError } from "./decoding/index.ts";
export type {
  GpuMemoryNeed,
  GpuMemoryParts,
  MemoryParts,
  SamplingRooms,
  SamplingWork,
  TrainingWork,
} from "./memory/index.ts";
export type { GraphWork } from "./memory/index.ts";
export { gpuDecodingWork, gpuSamplingMemory, gpuTrainingMemory, gpuTrainingWork } from "./memory/index.ts";
export { samplingMemory, samplingRooms, totalBytes, trainedParameters, trainingMemory } from "./memory/index.ts";
export type { ModelConfig, Weights } from "./model/index.ts";
export { initialise, ModelConfigError, parameterCount } from "./model/index.ts";
export type { Chat, ChatMessage, Tokenizer, Tokens, TrainTokenizerOptions } from "./tokens/index.ts";
export { BUILT_IN_CHAT_TEMPLATE, BUILT_IN_END_OF_TURN, BUILT_IN_SPECIAL_TOKENS } from "./tokens/index.ts";
export { openTokenizer, openTokens, TokenizerError, trainTokenizer } from "./tokens/index.ts";
export type { BackwardResult, OptimStepOptions, ScoredRow, Trainer, TrainerOptions } from "./training/index.ts";
export type { WeightedRow } from "./training/index.ts";
export { createTrainer, RowError } from "./training/index.ts";
export type { Device, EngineCounters, EngineOptions, ModelSource, OpenedModel } from "./worker/index.ts";
export { acceptGpuTest, Engine, EngineError, largestGpuBuffer, testGpu, weightTensors } from "./worker/index.ts";
export { measurePeak, trainingFlopsPerToken } from "./training/index.ts";
