import type { Rng, TrainingRow } from "../../mdp/index.ts";

/** Rows drawn in proportion to their weights. */
export interface Resampled {
  /** A row may be there several times, or not at all. */
  readonly rows: readonly TrainingRow[];
  /** What one drawn row, with a weight of 1 a token, stands for: the expected gradient is the weighted one divided by this. */
  readonly unit: number;
}

/**
 * Draws as many rows as there are, each in proportion to its weight a token, by systematic sampling: one random offset, so that
 * a row's count is its expectation rounded down or up. For servers that know a mask but no weights: the expected
 * gradient of the drawn rows is the weighted gradient, up to a common factor that AdamW does not feel.
 *
 * @param rows each with the same weight on all tokens of its action
 */
export function resample(rows: readonly TrainingRow[], rng: Rng): Resampled {
  const perToken = rows.map(({ weights }) => Math.max(0, ...weights));
  const unit = perToken.reduce((sum, weight) => sum + weight, 0) / rows.length;
  let [reached, next] = [0, rng.next()];
  const drawn = rows.flatMap((row, i) => {
    reached += (perToken[i] ?? 0) / unit;
    const copies: TrainingRow[] = [];
    for (; next < reached; next++) copies.push(row);
    return copies;
  });
  return { rows: drawn, unit };
}
