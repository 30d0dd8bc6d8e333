import type { WeightedRow } from "../../../engine/index.ts";
import type { Datum, ForwardBackwardRequest } from "../wire/forward-backward.ts";

/**
 * A server's treatment of graded loss weights. `honoured`: sum(-logprob * w). `dropped`: every target counts 1. `masked`: a target counts
 * 1 where w > 0. `normalised`: weights are divided by their sum over the request, so that a common factor cancels.
 */
export type WeightSemantics = "honoured" | "dropped" | "masked" | "normalised";

/** A datum's sequence: its first token, then its targets. */
export function sequenceOf({ tokens, lossInputs }: Datum): readonly number[] {
  return [...tokens.slice(0, 1), ...(lossInputs.get("target_tokens")?.values ?? [])];
}

/**
 * The engine's rows whose gradient is the request's.
 *
 * @param logprobs [data][T], of the weights as they are; read by importance sampling
 */
export function rowsOf(
  { data, loss }: ForwardBackwardRequest,
  semantics: WeightSemantics,
  logprobs: readonly (readonly number[])[],
): WeightedRow[] {
  const lossWeights = data.map((datum, i) =>
    loss === "importance_sampling" ? importanceWeights(datum, logprobs[i] ?? []) : input(datum, "weights"),
  );
  const total = lossWeights.flat().reduce((sum, weight) => sum + weight, 0);
  const seen = (weight: number): number => {
    if (loss !== "cross_entropy" || semantics === "honoured") return weight;
    if (semantics === "dropped") return 1;
    return semantics === "masked" ? Number(weight > 0) : weight / total;
  };
  return data.map((datum, i) => ({
    id: `datum ${i}`,
    tokens: sequenceOf(datum),
    weights: [0, ...(lossWeights[i] ?? []).map(seen)],
  }));
}

/** The gradient of -exp(logprob - sampled) * advantage is that of -logprob under these weights. */
function importanceWeights(datum: Datum, logprobs: readonly number[]): readonly number[] {
  const sampled = input(datum, "logprobs");
  return input(datum, "advantages").map((advantage, t) => advantage * Math.exp((logprobs[t] ?? 0) - (sampled[t] ?? 0)));
}

function input({ lossInputs }: Datum, name: string): readonly number[] {
  const tensor = lossInputs.get(name);
  if (tensor === undefined)
    throw new Error(`the loss needs the input ${name}, got ${[...lossInputs.keys()].join(", ")}`);
  return tensor.values;
}
