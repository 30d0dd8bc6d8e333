export { embeddedModels, openLearner, openPolicy, type EmbeddedModels } from "./embedded/embedded-models.ts";
export { modelFolder } from "./embedded/model-folder.ts";
export type { EmbeddedOptions } from "./embedded/open-engine.ts";
export { openAccelerateTrainer, type HandoffSurroundings } from "./handoff/accelerate-trainer.ts";
export { handoffSchema, type HandoffConfig } from "./handoff/handoff-schema.ts";
export { openLauncher } from "./handoff/launchers/open-launcher.ts";
