import { readModelCompanions, readModelConfig } from "../../engine/index.ts";
import type { Trainable } from "../../mdp/index.ts";
import { modelFolder } from "./model-folder.ts";
import { renderingOf } from "./rendering.ts";
import { trainingRow } from "./training-row.ts";

/**
 * A model as far as its tokens go: it makes training rows and reads no weights.
 *
 * @param model a folder, a model's or an adapter's
 * @throws ConfigError or the engine's error if the folder cannot be read
 */
export function openTrainable(model: string): Trainable {
  const folder = modelFolder(model);
  const { renderer } = renderingOf(readModelCompanions(folder), folder);
  const { maxPositions: maxTokens } = readModelConfig(folder);
  return {
    name: model,
    maxTokens,
    row: (example) => trainingRow(example, renderer, maxTokens),
    close: () => Promise.resolve(),
  };
}
