import type { ModelConfig, Parameter } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import { AdapterError } from "../errors.ts";

export { AdapterError };

/** The layers of a decoder that an adapter may change, by Hugging Face's names of them. */
export const adapterTargets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;

/** See {@link adapterTargets}. */
export type AdapterTarget = (typeof adapterTargets)[number];

/** A low-rank adapter (LoRA): what is trained while the model's own weights stay as they are. */
export interface AdapterConfig {
  /** r, the inner width of B A; small against the model's. */
  readonly rank: number;
  /** The side path is scaled by alpha / r. */
  readonly alpha: number;
  /** In the order of `adapterTargets`, at least one. */
  readonly targets: readonly AdapterTarget[];
  /** Share of the side path's inputs that a training step drops, in [0, 1). */
  readonly dropout: number;
  /** Scales by alpha / sqrt(r) instead, which keeps large ranks learning (Kalajdzievski 2023, arXiv:2312.03732). */
  readonly rankStabilised: boolean;
  /** Of the first A and of dropout. */
  readonly seed: number;
}

/**
 * Checks an adapter's settings.
 *
 * @returns the same adapter, its targets in the order of `adapterTargets`, each once
 * @throws AdapterError naming the setting, what is wanted and what it got
 */
export function checkAdapterConfig(adapter: AdapterConfig): AdapterConfig {
  const { rank, alpha, targets, dropout } = adapter;
  const refuse = (message: string): never => {
    throw new AdapterError(message);
  };
  if (!(Number.isInteger(rank) && rank >= 1)) refuse(`lora.rank must be a whole number >= 1, got ${rank}; try 16`);
  if (!(alpha > 0 && alpha < Infinity)) refuse(`lora.alpha must be > 0, got ${alpha}; try twice the rank`);
  if (!(dropout >= 0 && dropout < 1)) refuse(`lora.dropout must be in [0, 1), got ${dropout}; try 0`);
  const unknown = targets.find((target) => !adapterTargets.includes(target));
  const known = `${adapterTargets.join(", ")}`;
  if (unknown !== undefined) refuse(`lora.targets must be among ${known}, got ${JSON.stringify(unknown)}`);
  if (targets.length === 0) refuse(`lora.targets must name at least one of ${known}, got none`);
  return { ...adapter, targets: adapterTargets.filter((target) => targets.includes(target)) };
}

/** The factor of B A. */
export function adapterScale({ rank, alpha, rankStabilised }: AdapterConfig): number {
  return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
}

/** One weight of the model that an adapter changes, with the two thin matrices that do. */
export interface AdaptedWeight {
  /** [O, I] */
  readonly weight: Parameter;
  /** [r, I] */
  readonly a: Parameter;
  /** [O, r] */
  readonly b: Parameter;
}

/** The weights that an adapter changes, in the order of the forward pass; the thin matrices bear PEFT's names. */
export function adaptedWeights(config: ModelConfig, { rank, targets }: AdapterConfig): readonly AdaptedWeight[] {
  return parameterTable(config).flatMap((weight) => {
    const target = /\.(\w+)\.weight$/.exec(weight.name)?.[1];
    const [outputs, inputs] = weight.shape;
    if (!targets.some((one) => one === target) || outputs === undefined || inputs === undefined) return [];
    const name = (matrix: string): string => `base_model.model.${weight.name.replace(/weight$/, `${matrix}.weight`)}`;
    const a = { name: name("lora_A"), shape: [rank, inputs], decayed: true };
    return [{ weight, a, b: { name: name("lora_B"), shape: [outputs, rank], decayed: true } }];
  });
}

/** Every trainable tensor of an adapter: A and B of each layer in turn. */
export function adapterTable(config: ModelConfig, adapter: AdapterConfig): readonly Parameter[] {
  return adaptedWeights(config, adapter).flatMap(({ a, b }) => [a, b]);
}
