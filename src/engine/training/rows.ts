import type { ModelConfig } from "../model/index.ts";
import type { WeightedRow } from "./token-tree.ts";
import { RowError } from "../errors.ts";

export { RowError };

/** A sequence of tokens to be scored. */
export type ScoredRow = Pick<WeightedRow, "id" | "tokens">;

/**
 * Checks that a row can be trained on.
 *
 * @throws RowError naming the row, what is wanted and what it got
 */
export function checkWeighted(row: WeightedRow, config: ModelConfig): void {
  checkTokens(row, config);
  const { id, tokens, weights } = row;
  if (weights.length !== tokens.length) {
    throw new RowError(`row ${id} must have one weight per token: ${tokens.length} tokens, ${weights.length} weights`);
  }
  if (!weights.every(Number.isFinite)) throw new RowError(`row ${id} has a weight that is not a finite number`);
  if (weights[0] !== 0) throw new RowError(`row ${id} must have weight 0 at its first token, which nothing predicts`);
  if (weights.every((weight) => weight === 0)) {
    throw new RowError(`row ${id} has nothing to train on: all its weights are 0; leave it out or weigh its response`);
  }
}

/**
 * Checks that a model can read a row.
 *
 * @throws RowError naming the row, what is wanted and what it got
 */
export function checkTokens({ id, tokens }: ScoredRow, { vocabSize, maxPositions }: ModelConfig): void {
  if (tokens.length < 2) throw new RowError(`row ${id} must have at least 2 tokens, got ${tokens.length}`);
  if (tokens.length > maxPositions + 1) {
    throw new RowError(
      `row ${id} has ${tokens.length} tokens, but the model reads at most ${maxPositions}; shorten it`,
    );
  }
  const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
  if (wrong === undefined) return;
  throw new RowError(`row ${id} has token ${wrong}, but the vocabulary has 0 to ${vocabSize - 1}; wrong tokenizer?`);
}

/** The row without the tokens after the last one that is trained on: they would change nothing. */
export function trimmed(row: WeightedRow): WeightedRow {
  const end = row.weights.findLastIndex((weight) => weight !== 0) + 1;
  return { id: row.id, tokens: row.tokens.slice(0, end), weights: row.weights.slice(0, end) };
}

/** A row every token of which is predicted, with weight 1. */
export function allPredicted({ id, tokens }: ScoredRow): WeightedRow {
  return { id, tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 1)) };
}

/** Predicted tokens with a weight, counted in every row. */
export function lossTokensOf(rows: readonly WeightedRow[]): number {
  return rows.reduce((sum, { weights }) => sum + weights.filter((weight) => weight !== 0).length, 0);
}
