import { existsSync } from "node:fs";
import { join } from "node:path";
import { CheckpointError } from "./checkpoint-error.ts";
import { readSafetensors } from "./safetensors-read.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import type { Tensors } from "./tensor.ts";

/** What AdamW needs to go on exactly where it stood. */
export interface OptimizerState {
  /** Steps taken. */
  readonly step: number;
  /** The moments, by a name that says which moment of which parameter. */
  readonly moments: Tensors;
}

const FILE = "optimizer.safetensors";

/** Writes the optimizer's state into a folder that is being written; see `replaceFolder`. */
export function writeOptimizerState(folder: string, { step, moments }: OptimizerState): void {
  writeSafetensors(join(folder, FILE), moments, { step: String(step) });
}

/**
 * Reads the optimizer's state.
 *
 * @returns undefined where the folder holds none
 * @throws CheckpointError if the file is damaged
 */
export function readOptimizerState(folder: string): OptimizerState | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const { tensors, metadata } = readSafetensors(file);
  const step = Number(metadata["step"]);
  if (Number.isSafeInteger(step) && step >= 0) return { step, moments: tensors };
  throw new CheckpointError(`${file}: metadata.step must be a whole number, got ${JSON.stringify(metadata["step"])}`);
}
