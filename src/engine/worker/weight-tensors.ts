import type { DeviceTensor } from "../device/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";

/** A model's weights as they lie on a GPU, one buffer each. */
export function weightTensors(config: ModelConfig): readonly DeviceTensor[] {
  return parameterTable(config).map(({ name, shape }) => ({ name, bytes: 4 * shape.reduce((a, b) => a * b, 1) }));
}
