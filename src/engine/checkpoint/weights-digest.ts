import { createHash } from "node:crypto";
import type { Adapter } from "../adapter/index.ts";
import { adapterTable } from "../adapter/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";

/** SHA-256 of a model's sizes and weights, in hexadecimal. */
export function weightsDigest(config: ModelConfig, weights: Weights): string {
  const hash = createHash("sha256").update(JSON.stringify(config));
  for (const { name } of parameterTable(config)) hash.update(name).update(weights.get(name) ?? "");
  return hash.digest("hex");
}

/**
 * SHA-256 of a model with an adapter, in hexadecimal: of the base model's digest and of what the adapter computes. Where the two
 * are merged, the sums' last bits depend on machine and threads; this does not.
 */
export function adaptedDigest(config: ModelConfig, baseDigest: string, adapter: Adapter): string {
  const { rank, alpha, targets, rankStabilised } = adapter.config;
  const hash = createHash("sha256").update(baseDigest);
  hash.update(JSON.stringify([rank, alpha, targets, rankStabilised]));
  for (const { name } of adapterTable(config, adapter.config))
    hash.update(name).update(adapter.weights.get(name) ?? "");
  return hash.digest("hex");
}
