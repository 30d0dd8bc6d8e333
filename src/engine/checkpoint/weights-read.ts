import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { damagedCure, requireFinite } from "./finite.ts";
import type { StoredWeights } from "./stored-weights.ts";

/**
 * Reads a model's weights, shard by shard, each straight into the memory that it stays in: the peak is the weights' own size.
 *
 * @param stored of this configuration
 * @returns in the order of `parameterTable`
 * @throws CheckpointError if a file was changed since it was found, or holds a number that is not finite
 */
export function readWeights(config: ModelConfig, stored: StoredWeights): Weights {
  const read = new Map<string, Float32Array<ArrayBuffer>>();
  for (const { opened, names } of stored.shards) {
    for (const [i, { data }] of opened.read(names).entries()) {
      const name = names[i] ?? "";
      requireFinite(opened.file, name, data, damagedCure);
      read.set(name, data);
    }
  }
  return new Map(
    parameterTable(config).map(({ name }) => {
      const data = read.get(name);
      if (data === undefined) throw new CheckpointError(`the stored weights must hold ${name}, but lack it`);
      return [name, data];
    }),
  );
}

/**
 * Reads some weights again, into the memory that they lie in, one tensor at a time.
 *
 * @param names which weights
 * @throws CheckpointError if a file was changed since it was found, or holds a number that is not finite
 */
export function reloadWeights(stored: StoredWeights, weights: Weights, names: ReadonlySet<string>): void {
  for (const { opened, names: stores } of stored.shards) {
    for (const name of stores.filter((one) => names.has(one))) {
      for (const { data } of opened.read([name])) {
        requireFinite(opened.file, name, data, damagedCure);
        weights.get(name)?.set(data);
      }
    }
  }
}
