import type { TrainingRow } from "../../mdp/index.ts";
import type { Datum, WireTensor } from "./wire/index.ts";

/** Tokens read and their successors: the protocol wants targets shifted already. */
function shifted({ tokens }: TrainingRow, inputs: Readonly<Record<string, readonly number[]>>): Datum {
  const float = ([name, values]: [string, readonly number[]]): [string, WireTensor] => [
    name,
    { dtype: "float32", values },
  ];
  const targets: WireTensor = { dtype: "int64", values: tokens.slice(1) };
  return {
    tokens: tokens.slice(0, -1),
    lossInputs: new Map([["target_tokens", targets], ...Object.entries(inputs).map(float)]),
  };
}

/** A row for `cross_entropy`: its gradient is that of the sum over tokens of weight * NLL. */
export function weightedDatum(row: TrainingRow, scale: number): Datum {
  return shifted(row, { weights: lossWeights(row, scale) });
}

/**
 * A row for `importance_sampling`: with the weights' own log-probabilities its gradient is exactly that of `weightedDatum`.
 *
 * @param logprobs shape [T - 1], of the weights as they are
 */
export function advantageDatum(row: TrainingRow, scale: number, logprobs: readonly number[]): Datum {
  return shifted(row, { logprobs, advantages: lossWeights(row, scale) });
}

/** A row whose tokens in the loss count 1 each. */
export function maskedDatum(row: TrainingRow): Datum {
  return shifted(row, { weights: row.weights.slice(1).map((weight) => Number(weight > 0)) });
}

/** shape [T - 1]: loss weight of each target. */
export function lossWeights({ weights }: TrainingRow, scale: number): readonly number[] {
  return weights.slice(1).map((weight) => weight * scale);
}

/** Rows in parts of at most so many tokens, a longer row alone. */
export function inParts<T extends Datum>(data: readonly T[], maxTokens: number): readonly (readonly T[])[] {
  const parts: T[][] = [];
  let room = 0;
  for (const datum of data) {
    const last = parts.at(-1);
    if (last === undefined || datum.tokens.length > room) {
      parts.push([datum]);
      room = maxTokens - datum.tokens.length;
    } else {
      last.push(datum);
      room -= datum.tokens.length;
    }
  }
  return parts;
}
