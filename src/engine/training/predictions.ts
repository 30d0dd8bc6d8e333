import type { TokenNode } from "./token-tree.ts";

/** A step from which something is predicted. */
export interface PredictingStep {
  /** Index over all rows of the batch, row * S + step. */
  readonly place: number;
  readonly targets: readonly TokenNode[];
}

/**
 * The predictions of a batch: E tokens, from P of its T steps. The P rows of logits are made in C chunks, one after the other;
 * every chunk has at least one row and one target, so that P and E may count a few that weigh nothing.
 */
export interface Predictions {
  /** [P], the steps, counted over all rows, from which something is predicted */
  readonly hiddenRows: BigInt64Array<ArrayBuffer>;
  /** [T], where each step is among `hiddenRows`, or P */
  readonly hiddenPlaces: BigInt64Array<ArrayBuffer>;
  /** [E], row of the chunk's logits * V + token */
  readonly targetPlaces: BigInt64Array<ArrayBuffer>;
  /** [E] */
  readonly targetWeights: Float32Array<ArrayBuffer>;
  /** [P, 1], the sum of the weights of what is predicted from a row */
  readonly rowWeights: Float32Array<ArrayBuffer>;
  /** [C], rows of each chunk, P in all */
  readonly chunkRows: BigInt64Array<ArrayBuffer>;
  /** [C], targets of each chunk, E in all */
  readonly chunkTargets: BigInt64Array<ArrayBuffer>;
  /** The predicted tokens themselves, as many as there truly are */
  readonly targets: readonly TokenNode[];
}

/**
 * Lays out what is predicted.
 *
 * @param size T, the batch's steps
 * @param chunks C
 */
export function layOutPredictions(
  predicting: readonly PredictingStep[],
  size: number,
  vocabSize: number,
  chunks: number,
): Predictions {
  const rows = Math.max(predicting.length, chunks);
  const hiddenRows = new BigInt64Array(rows);
  const hiddenPlaces = new BigInt64Array(size).fill(BigInt(rows));
  for (const [row, { place }] of predicting.entries()) {
    hiddenRows[row] = BigInt(place);
    hiddenPlaces[place] = BigInt(row);
  }
  const edge = (chunk: number): number => Math.round((chunk * rows) / chunks);
  const perChunk = Array.from({ length: chunks }, (_, chunk) => {
    const [from, to] = [edge(chunk), edge(chunk + 1)];
    const found = predicting.slice(from, to).flatMap(({ targets }, row) => targets.map((target) => ({ target, row })));
    const places = found.map(({ target, row }) => row * vocabSize + target.token);
    return { rows: to - from, places: places.length > 0 ? places : [0], targets: found.map(({ target }) => target) };
  });
  const places = perChunk.flatMap((chunk) => chunk.places);
  const targets = perChunk.flatMap((chunk) => chunk.targets); // chunks without any are the last ones
  const targetWeights = new Float32Array(places.length);
  targetWeights.set(targets.map(({ weight }) => weight));
  const rowWeights = new Float32Array(rows);
  rowWeights.set(predicting.map((step) => step.targets.reduce((sum, { weight }) => sum + weight, 0)));
  return {
    hiddenRows,
    hiddenPlaces,
    targetPlaces: BigInt64Array.from(places, BigInt),
    targetWeights,
    rowWeights,
    chunkRows: BigInt64Array.from(perChunk, (chunk) => BigInt(chunk.rows)),
    chunkTargets: BigInt64Array.from(perChunk, (chunk) => BigInt(chunk.places.length)),
    targets,
  };
}
