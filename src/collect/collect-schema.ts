import { z } from "zod";
import { count } from "../mdp/index.ts";

/** How attempts are collected. */
export const collectSchema = z.strictObject({
  /** Problems per iteration, a fresh part of the training split each time; default: all of them, every time. */
  problems: count(1, "or leave it out: all training problems").optional(),
  /** Trajectories per problem. */
  samples: count(1, "try 1, the authors' value").default(1),
  /** Turns of a rollout; default: the iteration's number, the paper's. 0 leaves all to `improve`. */
  turns: count(0, "or leave it out: the iteration's number").optional(),
  /**
   * `stop`: a rollout ends at the first right answer (the paper). `continue`: it goes on and is improved on like the others,
   * so that the model also learns to keep a right answer.
   */
  afterSuccess: z.enum(["stop", "continue"]).default("stop"),
  /** Whose attempts: the policy's own, or (off-policy baseline) the teacher's. */
  by: z.enum(["policy", "teacher"]).default("policy"),
});

/** See {@link collectSchema}. */
export type CollectConfig = z.output<typeof collectSchema>;

/** How many turns iteration k collects: as many as its number unless set. */
export function turnsToCollect({ turns }: Pick<CollectConfig, "turns">, iteration: number): number {
  return turns ?? iteration;
}
