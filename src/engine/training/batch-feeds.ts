import type { Tensor } from "onnxruntime-node";
import type { AdapterConfig } from "../adapter/index.ts";
import { tensor } from "../graph/index.ts";
import type { Batch } from "./batch.ts";
import { dropoutNoise } from "./dropout-noise.ts";
import { batchInputNames } from "./training-graph.ts";

/** Tensors by the name that a graph knows them by. */
export type Tensors = Record<string, Tensor>;

/** The inputs that every graph of a batch reads. */
export function batchFeeds(batch: Batch): Tensors {
  const size = batch.rows * batch.steps;
  return {
    [batchInputNames.tokens]: tensor(batch.tokens, [size]),
    [batchInputNames.positions]: tensor(batch.positions, [size, 1]),
    [batchInputNames.visibleUntil]: tensor(batch.visibleUntil, [batch.rows, batch.steps]),
    [batchInputNames.hiddenRows]: tensor(batch.hiddenRows, [batch.hiddenRows.length]),
    [batchInputNames.targetPlaces]: tensor(batch.targetPlaces, [batch.targetPlaces.length]),
    ...(batch.chunkRows.length > 1 && {
      [batchInputNames.chunkRows]: tensor(batch.chunkRows, [batch.chunkRows.length]),
      [batchInputNames.chunkTargets]: tensor(batch.chunkTargets, [batch.chunkTargets.length]),
    }),
  };
}

/** The inputs that training reads beyond scoring. */
export function targetFeeds(batch: Batch): Tensors {
  return {
    [batchInputNames.hiddenPlaces]: tensor(batch.hiddenPlaces, [batch.rows * batch.steps]),
    [batchInputNames.targetWeights]: tensor(batch.targetWeights, [batch.targetWeights.length]),
    [batchInputNames.rowWeights]: tensor(batch.rowWeights, [batch.rowWeights.length, 1]),
  };
}

/**
 * The noise by which an adapter's training drops inputs: it depends on the number of the step and of the batch in it alone, so
 * that a resumed run drops the same.
 *
 * @param adapter undefined where whole weights are trained, and nothing is dropped
 * @param place the step's number, and the batch's in it
 */
export function noiseFeeds(
  adapter: AdapterConfig | undefined,
  { rows, steps }: Batch,
  place: { readonly step: number; readonly batch: number },
): Tensors {
  if (adapter === undefined || adapter.dropout === 0) return {};
  const noise = dropoutNoise(rows * steps, adapter.seed, place.step, place.batch);
  return { [batchInputNames.dropoutRows]: tensor(noise, [noise.length, 1]) };
}
