import { z } from "zod";
import { bounded, count } from "./mdp-options.ts";
import { suggestion } from "./nearest.ts";

/** The layers that an adapter may change, by Hugging Face's names of them. */
export const loraTargets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const;

const loraTarget = z.enum(loraTargets, {
  error: ({ input }) => `must be one of the model's layers, got ${JSON.stringify(input)}${unknownTarget(input)}`,
});

/** Low-rank adapters instead of full fine-tuning: the model's own weights stay as they are. */
export const loraSchema = z.strictObject({
  /** r, the inner width of an adapter: how much it can learn, and its size. */
  rank: count(1, "try 16").default(16),
  /** The adapter is scaled by alpha / rank; default: twice the rank. */
  alpha: bounded(z.number(), (alpha) => alpha > 0 && alpha < Infinity, "> 0", "try twice the rank").optional(),
  /** Which layers have an adapter. */
  targets: z
    .union(
      [z.literal("all-linear"), z.array(loraTarget).min(1, "must name at least one layer, got none; try all-linear")],
      {
        error: ({ input }) =>
          `must be all-linear or a list of ${loraTargets.join(", ")}, got ${JSON.stringify(input)}${unknownTarget(input)}`,
      },
    )
    .default("all-linear"),
  /** Share of an adapter's inputs that a training step drops. */
  dropout: bounded(z.number(), (share) => share >= 0 && share < 1, "in [0, 1)", "try 0 or 0.05").default(0),
  /** Scales by alpha / sqrt(rank) instead, which keeps large ranks learning (rsLoRA). */
  rankStabilised: z.boolean().default(false),
});

/** See {@link loraSchema}. */
export type LoraConfig = z.output<typeof loraSchema>;

/** An adapter's settings with nothing left open. */
export interface LoraOptions {
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly (typeof loraTargets)[number][];
  readonly dropout: number;
  readonly rankStabilised: boolean;
}

/** Settles what a config leaves open. */
export function loraOptions({ alpha, targets, ...rest }: LoraConfig): LoraOptions {
  return { ...rest, alpha: alpha ?? 2 * rest.rank, targets: targets === "all-linear" ? loraTargets : targets };
}

/** The suggestion for the first name that is unknown. */
function unknownTarget(input: unknown): string {
  const names = Array.isArray(input) ? input : [input];
  const unknown = names.find((name) => !loraTargets.some((target) => target === name));
  return unknown === undefined ? "" : `; ${suggestion(String(unknown), [...loraTargets, "all-linear"])}`;
}
