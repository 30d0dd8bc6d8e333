import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Parameter } from "../model/index.ts";
import type { OptimizerState } from "../training/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { damagedCure, requireFinite } from "./finite.ts";
import { readSafetensors } from "./safetensors-read.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import type { Tensor } from "./tensor.ts";
import { requireUnchanged } from "./unchanged.ts";

const FILE = "optimizer.safetensors";

/** Writes what the optimizer remembers of the trained tensors into a folder that is being written; see `replaceFolder`. */
export function writeOptimizerState(
  folder: string,
  parameters: readonly Parameter[],
  { step, moments }: OptimizerState,
): void {
  const tensors = parameters.flatMap(({ name, shape }): (readonly [string, Tensor])[] => {
    const moment = moments.get(name);
    if (moment === undefined) return []; // before the first step there are none
    return [
      [`first.${name}`, { shape, data: moment.first }],
      [`second.${name}`, { shape, data: moment.second }],
    ];
  });
  writeSafetensors(join(folder, FILE), new Map(tensors), { step: String(step) });
}

/**
 * Reads what the optimizer remembered of the trained tensors.
 *
 * @returns undefined where the folder holds none
 * @throws CheckpointError if the file is damaged or belongs to another model
 */
export function readOptimizerState(folder: string, parameters: readonly Parameter[]): OptimizerState | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  requireUnchanged(folder);
  const { tensors, metadata } = readSafetensors(file);
  const step = Number(metadata["step"]);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new CheckpointError(`${file}: metadata.step must be a whole number, got ${JSON.stringify(metadata["step"])}`);
  }
  if (tensors.size === 0) return { step, moments: new Map() };
  const read = (name: string, shape: readonly number[]): Float32Array<ArrayBuffer> => {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === shape.join()) {
      requireFinite(file, name, tensor.data, damagedCure);
      return tensor.data;
    }
    throw new CheckpointError(
      `${file} must hold ${name} of shape [${shape.join(", ")}], got ${tensor === undefined ? "none" : `[${tensor.shape.join(", ")}]`}; ` +
        "it belongs to another model: delete it to restart the optimizer",
    );
  };
  const moments = parameters.map(
    ({ name, shape }) =>
      [name, { first: read(`first.${name}`, shape), second: read(`second.${name}`, shape) }] as const,
  );
  return { step, moments: new Map(moments) };
}
