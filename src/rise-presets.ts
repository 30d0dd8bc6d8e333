import type { RiseConfigInput } from "./rise-schema.ts";

/** The method and its baselines, as defaults below whatever a config says itself. */
export const presets = {
  /** RISE with best of N of the model itself. */
  "rise-self": { improve: { by: "self" } },
  /** RISE with a teacher. */
  "rise-distill": { improve: { by: "distill" } },
  /**
   * Before the method, for a model that cannot follow the format: fine-tuning on the right turns of the teacher's rollouts.
   * The model it makes is the starting model of the next run.
   */
  boost: {
    collect: { by: "teacher", turns: 3, afterSuccess: "continue" },
    improve: { by: "none" },
    weight: { by: "uniform", keep: "success" },
  },
  /** No training: majority and best of N over parallel samples of the starting model. */
  parallel: { iterations: 0 },
  /** No training: the model comments on its own attempt, then tries again (Madaan et al. 2023). */
  "self-refine": { iterations: 0, mdp: { introspection: "neutral", critic: "self" } },
  /** No training: the teacher comments on each attempt. */
  critique: { iterations: 0, mdp: { introspection: "neutral", critic: "teacher" } },
  /** Supervised fine-tuning on the data set's solutions, at the first turn. */
  "sft-oracle": {
    collect: { turns: 0 },
    improve: { by: "oracle-solutions" },
    weight: { by: "uniform", keep: "success" },
  },
  /** Supervised fine-tuning on pairs of a wrong attempt and the data set's solution: the loss is on the solution. */
  "sft-pairs": { improve: { by: "oracle-solutions" }, weight: { by: "uniform", keep: "success" } },
  /** Supervised fine-tuning on the right turns of RISE's own data (STaR-like). */
  "success-only": { improve: { by: "self" }, weight: { by: "uniform", keep: "success" } },
  /** Reward-weighted regression on first turns alone. */
  "single-turn": { collect: { turns: 1, samples: 4 }, improve: { by: "none" } },
  /** The teacher's attempts instead of the policy's own. */
  "off-policy": { collect: { by: "teacher" }, improve: { by: "distill" } },
  /** RISE without its weights. */
  unweighted: { improve: { by: "self" }, weight: { by: "uniform" } },
} as const satisfies Readonly<Record<string, RiseConfigInput>>;

/** A preset's name. */
export type PresetName = keyof typeof presets;

/** The presets' names, the method's first. */
export const presetNames = Object.keys(presets) as PresetName[]; // keys of a constant record
