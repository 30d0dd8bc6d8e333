import type { Rng, TrainingRow } from "../../mdp/index.ts";
import { drawInProportion } from "../draw-in-proportion.ts";

/** Rows drawn in proportion to their weights. */
interface Resampled {
  /** A row may be there several times, or not at all. */
  readonly rows: readonly TrainingRow[];
  /** The weight that one drawn row, at 1 a token, stands for: the expected gradient is the weighted one divided by this. */
  readonly unit: number;
}

/**
 * Draws as many rows as there are, each in proportion to its weight a token. For servers that know a mask but no weights: the expected
 * gradient of the drawn rows is the weighted gradient, up to a common factor that AdamW does not feel.
 *
 * @param rows each with the same weight on all tokens of its action
 */
export function resample(rows: readonly TrainingRow[], rng: Rng): Resampled {
  const unit = rows.reduce((sum, row) => sum + perTokenOf(row), 0) / rows.length;
  const drawn = drawInProportion(rows, perTokenOf, rng);
  return { rows: drawn, unit };
}

const perTokenOf = ({ weights }: TrainingRow): number => Math.max(0, ...weights);
