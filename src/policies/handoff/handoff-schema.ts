import { z } from "zod";
import { count } from "../../mdp/index.ts";

const text = (what: string): z.ZodString => z.string({ error: `must be ${what}` }).min(1, `must be ${what}, got ""`);

const shared = {
  by: z.literal("accelerate"),
  /** The Python with torch, transformers and accelerate, on the machines that train. */
  python: text("a Python, such as .venv/bin/python").default("python3"),
  /** accelerate's own config file: processes, precision, FSDP or DeepSpeed. */
  accelerateConfig: text("a file that `accelerate config` wrote").optional(),
  /** Further options of `accelerate launch`. */
  options: z.array(text("an option, such as --mixed_precision=bf16")).default([]),
  /** Environment variables of the training. */
  environment: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a variable"), z.string()).default({}),
  /** Shell lines before it: a module to load, an environment to activate. */
  setup: z.array(text("a shell line, such as module load cuda")).default([]),
  /** Machines; accelerate's config says how many processes there are on all of them. */
  nodes: count(1, "try 1").default(1),
  /** Most tokens, padding included, of one forward pass of one process. */
  microBatchTokens: count(1, "try 4096").default(4096),
  /** Computes activations again in place of keeping them. */
  gradientCheckpointing: z.boolean().default(false),
  /** The number type of the stored weights; training keeps them in float32. */
  dtype: z.enum(["float32", "bfloat16"]).default("float32"),
};

const launchers = [
  z.strictObject({ ...shared, /** On this machine. */ launcher: z.literal("local") }),
  z.strictObject({
    ...shared,
    launcher: z.literal("slurm"),
    /** Further options of `sbatch`, such as `--partition=gpu` and `--gpus-per-node=8`. */
    sbatch: z.array(text("an option, such as --partition=gpu")).default([]),
  }),
  z.strictObject({
    ...shared,
    launcher: z.literal("ray"),
    /** Ray's dashboard, which takes jobs. */
    url: z
      .url({ protocol: /^https?$/, error: "must be the address of Ray's dashboard" })
      .default("http://127.0.0.1:8265"),
    /** The environment variable that holds the cluster's token. */
    tokenEnv: text("the name of an environment variable").optional(),
    /** The resources of one node of the training. */
    perNode: z.strictObject({ cpus: z.number().min(0).default(1), gpus: z.number().min(0).default(0) }).prefault({}),
    /** Ray's `runtime_env` for the job. */
    runtimeEnv: z.record(z.string(), z.unknown()).default({}),
  }),
] as const;

/** `trainer: { by: accelerate, launcher: local | slurm | ray }`: the hand-off to a Hugging Face model under `accelerate launch`. */
export const handoffSchema = z.discriminatedUnion("launcher", launchers);

/** See {@link handoffSchema}. */
export type HandoffConfig = z.output<typeof handoffSchema>;

/** The part of the config that every launcher reads. */
export type LaunchConfig = Pick<
  HandoffConfig,
  "python" | "accelerateConfig" | "options" | "environment" | "setup" | "nodes"
>;
