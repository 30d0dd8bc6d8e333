import { createRng, seedOf } from "../mdp/index.ts";

/** What batching reads of a row. */
interface Batchable {
  readonly trajectory: string;
}

/**
 * Splits the rows of one epoch into batches, in seeded random order. Rows of one trajectory stay in one batch, side by side,
 * so that the engine can compute their common prefix once; a batch is closed before it would grow beyond `batchExamples`.
 *
 * @param rows shape [N]
 * @param epoch counted from 0; each has its own order
 * @returns every row once; batches of at most batchExamples rows, but for a single trajectory of more
 */
export function batchesOf<T extends Batchable>(
  rows: readonly T[],
  batchExamples: number,
  epoch: number,
  seed: number,
): readonly (readonly T[])[] {
  const trajectories = [...Map.groupBy(rows, ({ trajectory }) => trajectory).values()];
  const batches: T[][] = [];
  for (const trajectory of createRng(seedOf(seed, "epoch", epoch)).shuffle(trajectories)) {
    const open = batches.at(-1);
    if (open !== undefined && open.length + trajectory.length <= batchExamples) open.push(...trajectory);
    else batches.push([...trajectory]);
  }
  return batches;
}
