import { defaultSampling } from "../decoding/index.ts";
import type { DeviceTensor } from "../device/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";

/**
 * A model's weights as they lie on a GPU, one buffer each. Gradients have their sizes, and so have AdamW's moments, or 64 MiB at most
 * where several are one.
 */
export function weightTensors(config: ModelConfig): readonly DeviceTensor[] {
  return parameterTable(config).map(({ name, shape }) => ({ name, bytes: 4 * shape.reduce((a, b) => a * b, 1) }));
}

/** All that lies on a GPU whatever is asked of the model: its weights, and what a step of so many samples chooses its tokens from. */
export function deviceTensors(
  config: ModelConfig,
  maxBatch: number = defaultSampling.maxBatch,
): readonly DeviceTensor[] {
  const name = `the probabilities of ${maxBatch} tokens that are sampled at once`;
  return [...weightTensors(config), { name, bytes: 4 * maxBatch * config.vocabSize }];
}
