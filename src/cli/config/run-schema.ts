import { z } from "zod";
import { ConfigError } from "../../mdp/index.ts";
import { asksTeacher, noTeacher, riseSchema, type RiseConfig } from "../../rise-schema.ts";
import { budgetSchema, endpointSchema, handoffSchema, pricesSchema, tinkerSchema } from "../../policies/config.ts";
import { taskSchema } from "../../tasks/index.ts";
import { presetNames } from "../../rise-presets.ts";
import { deviceChoices } from "../device-choice.ts";

const modelFolder = z
  .string({
    error: "must name a model's folder or GGUF file, such as models/base (--model, or --set model=...)",
  })
  .min(1);

/** The embedded engine's own settings: a run may be read without them, and what it computed on is among its inputs. */
const engineSchema = z.strictObject({
  /** What computes: the processor, the machine's GPU by WebGPU, or the faster one of those that can be used. */
  device: z.enum(deviceChoices).optional(),
});

/** The trainers; every adapter brings its own part. */
const trainerSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("embedded") }),
  handoffSchema,
  tinkerSchema,
]);

/** See {@link trainerSchema}. */
export type TrainerConfig = z.output<typeof trainerSchema>;

/** The config of `rise run`: which models, which task, and the method's sections. */
export const runSchema = riseSchema
  .extend({
    /** A named set of defaults: the method's variants and its baselines. */
    preset: z.enum(presetNames).default("rise-self"),
    /** The starting model, a folder. */
    model: modelFolder,
    /** The model to distill from: a folder, or servers. */
    teacher: z
      .union([modelFolder, endpointSchema], { error: "must name a model folder, or servers by urls and model" })
      .optional(),
    /** 8: a teacher in a folder answers with its matrices in bytes: 1.3 to 2.5 times as fast, log-probabilities 0.007 nats off. */
    quantizeTeacher: z.literal(8, { error: "must be 8, bits of a matrix element, or left out" }).optional(),
    /** How the embedded engine runs. */
    engine: engineSchema.optional(),
    /** Servers that sample instead of the embedded engine, and how each iteration's weights get there. */
    rollouts: endpointSchema.optional(),
    /** The trainer, where it is not the embedded engine. */
    trainer: trainerSchema.prefault({ by: "embedded" }),
    /** Servers' prices, by the model's name there. */
    prices: pricesSchema.default({}),
    /** The most that may be spent on servers; the run stops there, and resumes under a larger budget. */
    budget: budgetSchema.prefault({}),
    task: taskSchema.prefault({}),
  })
  .refine(({ teacher, quantizeTeacher }) => quantizeTeacher === undefined || typeof teacher === "string", {
    path: ["quantizeTeacher"],
    error: "is for a teacher in a folder; leave it out, servers choose how they hold theirs",
  })
  .refine((config) => config.teacher !== undefined || !asksTeacher(config), {
    path: ["teacher"],
    error: `must name a model folder or servers: ${noTeacher}`,
  });

/** See {@link runSchema}. */
export type RunConfig = z.output<typeof runSchema>;

/** A config as written: every key but the model may be left out. */
export type RunConfigInput = z.input<typeof runSchema>;

/** The part of a run's config that is the method's. */
export function riseConfigOf({
  seed,
  iterations,
  mdp,
  collect,
  improve,
  weight,
  train,
  evaluate,
}: RunConfig): RiseConfig {
  return { seed, iterations, mdp, collect, improve, weight, train, evaluate };
}

/**
 * Refuses a run whose servers would keep their first weights while it trains others.
 *
 * @throws ConfigError
 */
export function refuseStaticServers({ rollouts, iterations }: RunConfig): void {
  if (rollouts === undefined || iterations === 0 || rollouts.swap.by !== "none") return;
  throw new ConfigError(
    "rollouts.swap.by must say how each iteration's weights get to the servers, but is none; try vllm-lora, sglang-disk, vllm-disk or name, or iterations: 0",
  );
}
