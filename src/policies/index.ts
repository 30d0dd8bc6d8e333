export { embeddedModels, openLearner, openPolicy, type EmbeddedModels } from "./embedded/embedded-models.ts";
export { modelFolder } from "./embedded/model-folder.ts";
export type { EmbeddedOptions, WhenAborted } from "./embedded/open-engine.ts";
export { openTrainable } from "./embedded/open-trainable.ts";
export { exportData } from "./export-data/export-data.ts";
export type { DataSource, ExportedData, WeightedExample } from "./export-data/data-format.ts";
export { openAccelerateTrainer, type HandoffSurroundings } from "./handoff/accelerate-trainer.ts";
export { openLauncher } from "./handoff/launchers/open-launcher.ts";
export { openEndpoint, type EndpointModels, type EndpointModelsOptions, type Traffic } from "./openai/index.ts";
export { inspectEndpoint, weightsDigest, type Inspection } from "./openai/index.ts";
export type { Probe as EndpointProbe, ServerFacts } from "./openai/index.ts";
export { costOf, createMeter, type Meter, type MeterOptions } from "./spend/index.ts";
export { tinkerModels, type TinkerOptions } from "./tinker/tinker-models.ts";
export * from "./config.ts";
export {
  memoryRoomBytes,
  modelUses,
  requireRoom,
  roomsHere,
  usesOfMemory,
  type ModelUse,
  type UseOfMemory,
} from "./embedded/memory-room.ts";
