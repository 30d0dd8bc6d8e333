import { z } from "zod";
import { bounded, count, loraOptions, loraSchema, type LearnerOptions } from "../mdp/index.ts";

/** How a model is fitted to weighted examples. */
export const trainSchema = z.strictObject({
  /** `base`: each iteration trains from the starting model, on all iterations' examples (the paper). `previous`: goes on. */
  from: z.enum(["base", "previous"]).default("base"),
  epochs: count(1, "try 3").default(3),
  /** Examples per optimizer step. */
  batchExamples: count(1, "try 64, the authors' value").default(64),
  /** At the end of the warm-up; a cosine takes it down to `finalRateShare`. */
  learningRate: bounded(z.number(), (lr) => lr > 0, "> 0", "try 1e-5, the authors' value for 7B models").default(1e-5),
  /** Share of the steps over which the learning rate rises. */
  warmupShare: bounded(z.number(), (w) => w >= 0 && w < 1, "in [0, 1)", "try 0.04, the authors' value").default(0.04),
  /** Share of `learningRate` that the cosine ends at: above 0 it leaves a model that still learns fast. */
  finalRateShare: bounded(z.number(), (f) => f >= 0 && f <= 1, "in [0, 1]", "try 0, the authors' value").default(0),
  weightDecay: bounded(z.number(), (d) => d >= 0, ">= 0", "try 0, the authors' value").default(0),
  /** How often the whole state is saved, to resume from. */
  saveEverySteps: count(1, "try 100").default(100),
  /** Trains low-rank adapters on frozen weights; absent: all weights. */
  lora: loraSchema.optional(),
});

/** See {@link trainSchema}. */
export type TrainConfig = z.output<typeof trainSchema>;

/** The settings of a learner that is opened. */
export function learnerOptions({ lora }: TrainConfig, seed: number): LearnerOptions {
  return { seed, ...(lora && { lora: loraOptions(lora) }) };
}
