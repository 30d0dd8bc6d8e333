import { join } from "node:path";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { ranAwayCure, requireFinite } from "./finite.ts";
import { writeDurably } from "./replace.ts";
import { STORED_BYTES } from "./safetensors-header.ts";
import type { SafetensorsOptions } from "./safetensors-write.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import { INDEX, SINGLE } from "./stored-weights.ts";
import { countElements } from "./tensor.ts";

/** How weights are stored. */
export interface WeightsOptions extends SafetensorsOptions {
  /** Most bytes of tensors in one file; a larger tensor has a file of its own. Default 5 GB, as transformers. */
  readonly maxShardBytes?: number;
}

/**
 * Writes a model's weights into a folder that is being written (see `replaceFolder`): one file or, where they are larger than
 * a shard, shards and their index, as transformers names them.
 *
 * @throws CheckpointError if a weight is missing or of another length
 */
export function writeWeights(
  folder: string,
  config: ModelConfig,
  weights: Weights,
  options: WeightsOptions = {},
): void {
  const { maxShardBytes = 5e9, ...stored } = options;
  const bytesOf = ({ shape }: Parameter): number => countElements(shape) * STORED_BYTES[stored.storedType ?? "F32"];
  const shards = shardsOf(parameterTable(config), bytesOf, maxShardBytes);
  const names = shards.map((_, i) => (shards.length === 1 ? SINGLE : shardName(i + 1, shards.length)));
  for (const [i, shard] of shards.entries()) {
    writeSafetensors(join(folder, names[i] ?? SINGLE), shaped(shard, weights), { format: "pt" }, stored);
  }
  if (shards.length === 1) return;
  const places = shards.flatMap((shard, i) => shard.map(({ name }) => [name, names[i]] as const));
  const totalBytes = shards.flat().reduce((sum, parameter) => sum + bytesOf(parameter), 0);
  const index = { metadata: { total_size: totalBytes }, weight_map: Object.fromEntries(places) };
  writeDurably(folder, INDEX, `${JSON.stringify(index, null, 2)}\n`);
}

/** Fills shard after shard, in order. */
function shardsOf(
  parameters: readonly Parameter[],
  bytesOf: (parameter: Parameter) => number,
  most: number,
): readonly (readonly Parameter[])[] {
  const shards: Parameter[][] = [[]];
  let bytes = 0;
  for (const parameter of parameters) {
    const own = bytesOf(parameter);
    if (bytes > 0 && bytes + own > most) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)?.push(parameter);
    bytes += own;
  }
  return shards;
}

/** "model-00001-of-00003.safetensors" */
function shardName(number: number, count: number): string {
  const five = (n: number): string => String(n).padStart(5, "0");
  return `model-${five(number)}-of-${five(count)}.safetensors`;
}

/** Weights with the shapes that their configuration gives them. */
function shaped(parameters: readonly Parameter[], weights: Weights) {
  return new Map(
    parameters.map(({ name, shape }) => {
      const data = weights.get(name);
      if (data === undefined) throw new CheckpointError(`the weights to be written must hold ${name}, but lack it`);
      requireFinite("the weights to be written", name, data, ranAwayCure);
      return [name, { shape, data }];
    }),
  );
}
