/** Hugging Face model folders, read and written. */
export type { AdapterCheckpoint, BaseModel, OpenedAdapter } from "./adapter-folder.ts";
export {
  checkBase,
  copyAdapter,
  isAdapterFolder,
  openAdapter,
  readModelCompanions,
  readModelConfig,
  writeAdapter,
} from "./adapter-folder.ts";
export { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
export { parseModelConfig } from "./architecture.ts";
export { modelConfigJson } from "./model-config-json.ts";
export type { Checkpoint, Companions, OpenedFolder, WriteOptions } from "./checkpoint.ts";
export { COMPANION_FILES, loadCheckpoint, openFolder, readCheckpoint, readCompanions } from "./checkpoint.ts";
export { writeCheckpoint } from "./checkpoint.ts";
export { writeOnnx } from "./onnx-folder.ts";
export { readOptimizerState } from "./optimizer-state.ts";
export { recoverFolder, replaceFolder, requireModelOrNothing } from "./replace.ts";
export { readSafetensors } from "./safetensors-read.ts";
export { writeSafetensors } from "./safetensors-write.ts";
export type { StoredWeights } from "./stored-weights.ts";
export type { Tensor, Tensors } from "./tensor.ts";
export { reloadWeights } from "./weights-read.ts";
export { adaptedDigest, weightsDigest } from "./weights-digest.ts";
export { storedTypeOf } from "./stored-type.ts";
