import { CheckpointError, isAdapterFolder } from "../checkpoint/index.ts";
import { AdaptedModel } from "./adapted-model.ts";
import { randomBase, storedBase } from "./base-model.ts";
import type { HeldModel } from "./held-model.ts";
import type { EngineOptions, ModelSource } from "./messages.ts";
import { WholeModel } from "./whole-model.ts";

/**
 * Opens a model: with `lora` the base model with a new adapter, or the adapter that the folder holds; without it a whole model,
 * into which an adapter that the folder holds is merged.
 *
 * @throws CheckpointError if the folder cannot be used; AdapterError if it holds an adapter with other settings
 */
export function openHeld(source: ModelSource, { lora, threads }: Pick<EngineOptions, "lora" | "threads">): HeldModel {
  if (lora === undefined) return WholeModel.open(source, threads);
  if ("folder" in source) {
    const { folder } = source;
    if (isAdapterFolder(folder)) return AdaptedModel.known(folder, lora, threads);
    return AdaptedModel.fresh(storedBase(folder), lora, threads);
  }
  if ("seed" in source) return AdaptedModel.fresh(randomBase(source), lora, threads);
  throw new CheckpointError("an adapter is trained on a model that can be read again, got weights; write them first");
}
