import type { RiseConfigInput } from "../../rise-schema.ts";

type Preset = Omit<RiseConfigInput, "seed">;

const method: Preset = { mdp: { introspection: "authors-code" } };

/** Named defaults, below whatever the config says itself. The first two are the method, the others what it is compared with. */
export const presets = {
  "rise-self": { ...method, improve: { by: "self" } },
  "rise-distill": { ...method, improve: { by: "distill" } },
  /** Prompting alone: the model is asked to look at its answer again, and nothing is trained. */
  "self-refine": { iterations: 0, mdp: { introspection: "neutral" } },
  /** Supervised fine-tuning on the data set's solutions at the first turn. */
  "sft-oracle": {
    collect: { turns: 0 },
    improve: { by: "oracle-solutions" },
    weight: { by: "uniform", keep: "success" },
  },
  /** Fine-tuning on pairs of a wrong attempt and the data set's solution, all weighed alike. */
  "sft-pairs": { ...method, improve: { by: "oracle-solutions" }, weight: { by: "uniform" } },
  /** The model's own right answers only (STaR-like). */
  "success-only": { ...method, improve: { by: "self" }, weight: { by: "uniform", keep: "success" } },
  /** Reward-weighted regression on first turns. */
  "single-turn": { collect: { turns: 1, samples: 4 }, improve: { by: "none" }, weight: { by: "exp" } },
  /** Another model's attempts instead of the policy's own. */
  "off-policy": { ...method, collect: { by: "teacher" }, improve: { by: "distill" } },
  /** The method without its weights. */
  unweighted: { ...method, improve: { by: "self" }, weight: { by: "uniform" } },
} as const satisfies Readonly<Record<string, Preset>>;

/** The presets' names. */
export const presetNames = Object.keys(presets) as (keyof typeof presets)[]; // keys of a constant record
