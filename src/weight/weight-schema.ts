import { z } from "zod";
import { bounded } from "../mdp/index.ts";

/** How rewards become example weights. */
export const weightSchema = z.strictObject({
  /** `exp`: exp(r / tau). `advantage`: exp((r - b) / tau). `uniform`: 1. */
  by: z.enum(["exp", "advantage", "uniform"]).default("exp"),
  /** Spread, in units of reward; a large tau weighs all turns alike. */
  tau: bounded(z.number(), (tau) => tau > 0, "> 0", "try 0.4, the authors' value").default(0.4),
  /** b: mean reward of all attempts at that problem (the paper), or of all attempts at that turn. */
  baseline: z.enum(["prompt", "turn"]).default("prompt"),
  /** `immediate`: the turn's own reward. `toGo`: the best reward reached from there on, discounted. */
  credit: z.enum(["immediate", "toGo"]).default("immediate"),
  /** Of `toGo`, per turn. */
  discount: bounded(z.number(), (d) => d >= 0 && d <= 1, "in [0, 1]", "try 0.9").default(1),
  /** The authors' four filters. */
  keep: z.enum(["all", "better", "best", "success"]).default("all"),
  /** What becomes of actions cut off by the token limit; to train on them teaches not to end. */
  truncated: z.enum(["drop", "keep"]).default("drop"),
});

/** See {@link weightSchema}. */
export type WeightConfig = z.output<typeof weightSchema>;
