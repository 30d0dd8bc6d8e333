import { z } from "zod";
import { count } from "../mdp/index.ts";

/** How a model is evaluated. */
export const evaluateSchema = z.strictObject({
  /** Test problems: a sample that is the same in every run; default: all. */
  problems: count(1, "or leave it out: all test problems").optional(),
  turns: count(1, "try 5, the paper's").default(5),
  /** Repetitions with other random numbers; intervals are over problems all the same. */
  seeds: count(1, "try 3").default(3),
  /** Whether all turns are measured greedily as well; the first answer always is. */
  greedy: z.boolean().default(false),
});

/** See {@link evaluateSchema}. */
export type EvaluateConfig = z.output<typeof evaluateSchema>;
