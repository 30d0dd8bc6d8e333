import type { Tensor } from "onnxruntime-node";
import { tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { UNSEEN } from "./cached-attention.ts";
import { stepInputNames } from "./step-graphs.ts";

/** One row of a step: new tokens behind those in the cache. */
export interface StepRow {
  /** shape [C] */
  readonly tokens: readonly number[];
  /** How many tokens of the row are in the cache. */
  readonly position: number;
  /** Read by decoding steps alone; 0 is greedy. */
  readonly temperature: number;
}

/** Rows that nobody reads fill a step up. */
export function paddedRows(rows: readonly StepRow[], count: number, steps: number): readonly StepRow[] {
  const padding: StepRow = { tokens: Array.from({ length: steps }, () => 0), position: 0, temperature: 1 };
  return Array.from({ length: Math.max(count, rows.length) }, (_, i) => rows[i] ?? padding);
}

/** The positions of a step's new tokens, row by row. */
export function positionsOf({ maxPositions }: ModelConfig, rows: readonly StepRow[]): readonly number[] {
  // Padding may reach beyond the model's positions.
  return rows.flatMap(({ tokens, position }) => tokens.map((_, i) => Math.min(position + i, maxPositions - 1)));
}

/**
 * The feeds of a step graph beside weights, cache and rotary angles.
 *
 * @param steps C, new tokens of one row
 * @param capacity S, of the cache that is fed
 */
export function rowFeeds(
  config: ModelConfig,
  steps: number,
  rows: readonly StepRow[],
  capacity: number,
): Record<string, Tensor> {
  const tokens = rows.flatMap((row) => row.tokens);
  const positions = positionsOf(config, rows);
  const bias = new Float32Array(rows.length * capacity); // [B, 1, 1, S]
  for (const [i, { position }] of rows.entries()) bias.fill(UNSEEN, i * capacity + position, (i + 1) * capacity);
  const places = BigInt64Array.from({ length: capacity }, (_, place) => BigInt(place));
  const feeds = {
    ...(config.window && { [stepInputNames.places]: tensor(places, [capacity]) }),
    [stepInputNames.tokens]: tensor(BigInt64Array.from(tokens, BigInt), [tokens.length]),
    [stepInputNames.positions]: tensor(BigInt64Array.from(positions, BigInt), [tokens.length, 1]),
    [stepInputNames.pastBias]: tensor(bias, [rows.length, 1, 1, capacity]),
  };
  if (steps > 1) return feeds;
  const inverse = Float32Array.from(rows, ({ temperature }) =>
    temperature === 0 ? 1 : 1 / Math.max(temperature, leastTemperature),
  );
  return { ...feeds, [stepInputNames.inverseTemperature]: tensor(inverse, [rows.length, 1]) };
}

/** Below it the inverse times a logit leaves float32; long before that the likeliest token is certain. */
const leastTemperature = 1e-20;
