import { engineThreads } from "./engine-threads.ts";
import type { OpenEngine } from "./models.ts";

/** Opens a model folder's engine; loaded only when a model is needed. */
export const openEmbeddedEngine: OpenEngine = async (model) => {
  const { Engine } = await import("../engine/index.ts");
  const { modelFolder } = await import("../policies/index.ts");
  return Engine.open(modelFolder(model), { threads: engineThreads() });
};
