export { embeddedModels, openLearner, openPolicy, type EmbeddedModels } from "./embedded/embedded-models.ts";
export { modelFolder } from "./embedded/model-folder.ts";
export type { EmbeddedOptions } from "./embedded/open-engine.ts";
