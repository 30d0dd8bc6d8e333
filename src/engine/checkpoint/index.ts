/** Hugging Face model folders, read and written. */
export { CheckpointError } from "./checkpoint-error.ts";
export { modelConfigJson, parseModelConfig } from "./architecture.ts";
export type { Checkpoint, Companions } from "./checkpoint.ts";
export { COMPANION_FILES, readCheckpoint, readCompanions, writeCheckpoint } from "./checkpoint.ts";
export { readOptimizerState } from "./optimizer-state.ts";
export { recoverFolder, replaceFolder } from "./replace.ts";
export { readSafetensors } from "./safetensors-read.ts";
export { writeSafetensors } from "./safetensors-write.ts";
export type { Tensor, Tensors } from "./tensor.ts";
