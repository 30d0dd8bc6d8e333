import { z } from "zod";
import { introspectionPresets } from "./introspection.ts";
import type { SamplingOptions } from "./ports/policy.ts";

/** Refuses a number outside the bound with a message of the house's form; the path before it is the key's. */
export const bounded = (
  number: z.ZodNumber,
  holds: (value: number) => boolean,
  want: string,
  cure: string,
): z.ZodNumber => number.refine(holds, { error: (issue) => `must be ${want}, got ${String(issue.input)}; ${cure}` });

/** A whole number from `least` up. */
export const count = (least: number, cure: string): z.ZodNumber =>
  bounded(z.number(), (n) => Number.isInteger(n) && n >= least, `a whole number >= ${least}`, cure);

/** The settings of the MDP: shared by collection, improvement and evaluation. */
export const mdpSchema = z.strictObject({
  /** w: the latest attempts that a state keeps; default: as many as the model saw in training. */
  attemptsInView: count(1, "or leave it out: as many as were seen in training").optional(),
  introspection: z
    .union([
      z.enum(Object.keys(introspectionPresets) as (keyof typeof introspectionPresets)[]), // keys of a constant record
      z.strictObject({ template: z.string().min(1) }),
    ])
    .default("authors-code"),
  /**
   * The critic of each attempt before the introspection prompt: nobody, the policy itself (Self-Refine), or the teacher
   * (critique-model feedback).
   */
  critic: z.enum(["none", "self", "teacher"]).default("none"),
  rewards: z
    .strictObject({
      noAnswer: bounded(z.number(), (r) => r >= -1 && r <= 0, "in [-1, 0]", "try 0, or -1 as in the authors' code"),
    })
    .prefault({ noAnswer: 0 }),
  temperature: bounded(z.number(), (t) => t >= 0, ">= 0", "try 1, the paper's").default(1),
  /** Most tokens of one response. */
  maxTokens: count(1, "try 1000, the authors' value").default(1000),
});

/** See {@link mdpSchema}. */
export type MdpConfig = z.output<typeof mdpSchema>;

/** The MDP with its view settled, as stages are handed it. */
export interface MdpOptions extends MdpConfig {
  readonly attemptsInView: number;
}

/** Samples from the whole distribution at the MDP's temperature, or another one. */
export function samplingOf(mdp: MdpConfig, temperature = mdp.temperature): SamplingOptions {
  return { temperature, topP: 1, maxTokens: mdp.maxTokens };
}
