import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pulledModel } from "../../hub-cache/index.ts";

/** The folder of a model: as named, else of that name among the models that come with the package, else among those pulled. */
export function modelFolder(model: string): string {
  if (existsSync(model)) return model;
  const packaged = fileURLToPath(new URL(`../../../${model}`, import.meta.url));
  return existsSync(packaged) ? packaged : (pulledModel(model) ?? model);
}
