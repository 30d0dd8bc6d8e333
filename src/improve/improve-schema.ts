import { z } from "zod";
import { bounded, count } from "../mdp/index.ts";

/** How better actions are found. */
export const improveSchema = z.strictObject({
  /**
   * `distill`: a teacher sees the same chat. `self`: best of N of the model itself. `oracle-solutions` (a baseline): the data
   * set's worked solution. `none`: no improvement.
   */
  by: z.enum(["distill", "self", "oracle-solutions", "none"]).default("self"),
  /** `last`: the state after the last attempt. `every`: the state after each unsolved attempt. */
  states: z.enum(["last", "every"]).default("last"),
  /** N of best-of-N, of the model itself. */
  samples: count(1, "try 16, the authors' value").default(16),
  /** N of a teacher's best-of-N. One, the authors' number, is taken as it comes, whatever its reward. */
  teacherSamples: count(1, "1 is the authors' value").default(1),
  /**
   * Of best-of-N, among samples of the highest reward: `first`, the paper's, or `kept`: one that repeats the shown attempt, else
   * one of its answer. Where a right attempt is shown (`collect.afterSuccess: continue`), `kept` teaches to leave it alone.
   */
  ties: z.enum(["first", "kept"]).default("first"),
  /** Of the improver; default: 0.7 for a teacher (the authors' value), the MDP's for the model itself. */
  temperature: bounded(z.number(), (t) => t >= 0, ">= 0", "or leave it out").optional(),
});

/** See {@link improveSchema}. */
export type ImproveConfig = z.output<typeof improveSchema>;
