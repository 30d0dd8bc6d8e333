import { z } from "zod";
import { collectSchema, turnsToCollect } from "./collect/index.ts";
import { evaluateSchema } from "./evaluate/index.ts";
import { improveSchema } from "./improve/index.ts";
import { count, mdpSchema, type MdpOptions } from "./mdp/index.ts";
import { trainSchema } from "./train/index.ts";
import { weightSchema } from "./weight/index.ts";

/** A run of RISE: one section per stage, each with its defaults. Models and task are the caller's to name. */
export const riseSchema = z.strictObject({
  seed: z.int({ error: (issue) => `must be a whole number, got ${String(issue.input)}; try 0` }).default(0),
  /** K; 0 evaluates the starting model alone. */
  iterations: count(0, "try 1 or 2, the authors' values").default(1),
  mdp: mdpSchema.prefault({}),
  collect: collectSchema.prefault({}),
  improve: improveSchema.prefault({}),
  weight: weightSchema.prefault({}),
  train: trainSchema.prefault({}),
  evaluate: evaluateSchema.prefault({}),
});

/** See {@link riseSchema}. */
export type RiseConfig = z.output<typeof riseSchema>;

/** A config as written: every key may be left out. */
export type RiseConfigInput = z.input<typeof riseSchema>;

/**
 * The MDP of iteration k, its view settled: a state keeps as many attempts as the iteration collects turns, unless set.
 *
 * @param iteration k; 0, the starting model, sees what iteration 1 sees
 */
export function mdpOf({ mdp, collect }: Pick<RiseConfig, "mdp" | "collect">, iteration: number): MdpOptions {
  const turns = turnsToCollect(collect, Math.max(1, iteration));
  return { ...mdp, attemptsInView: mdp.attemptsInView ?? Math.max(1, turns) };
}

/** A stage that asks models. */
export type StageName = "collect" | "improve" | "evaluate";

/** Whether one stage, or by default a whole run, asks a teacher. */
export function asksTeacher(config: Omit<RiseConfig, "seed">, stage?: StageName): boolean {
  const { iterations, mdp, collect, improve } = config;
  if (mdp.critic === "teacher") return true;
  const asks = { collect: collect.by === "teacher", improve: improve.by === "distill", evaluate: false };
  return stage === undefined ? iterations > 0 && (asks.collect || asks.improve) : asks[stage];
}

/** The error text where a teacher is needed and none is set. */
export const noTeacher =
  "improve.by: distill, collect.by: teacher and mdp.critic: teacher need a teacher model, but none is set; " +
  "name one (`teacher:` in a config, --teacher on a command line), or use improve.by: self";
