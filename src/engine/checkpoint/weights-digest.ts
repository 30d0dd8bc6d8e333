import { createHash } from "node:crypto";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";

/** SHA-256 of a model's sizes and weights, in hexadecimal. */
export function weightsDigest(config: ModelConfig, weights: Weights): string {
  const hash = createHash("sha256").update(JSON.stringify(config));
  for (const { name } of parameterTable(config)) hash.update(name).update(weights.get(name) ?? "");
  return hash.digest("hex");
}
