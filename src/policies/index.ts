export {
  embeddedModels,
  modelFolder,
  openLearner,
  openPolicy,
  type EmbeddedModels,
} from "./embedded/embedded-models.ts";
export type { EmbeddedOptions } from "./embedded/open-engine.ts";
