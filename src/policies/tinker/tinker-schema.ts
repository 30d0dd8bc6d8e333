import { z } from "zod";

/** Which estimator of the weighted gradient a Tinker server gives; see {@link tinkerSchema}. */
const estimators = ["weights", "importanceSampling", "resampling"] as const;

/** `weights`: graded loss weights as they are; `importanceSampling`: the same gradient by another loss; `resampling`: unbiased draws. */
export type Estimator = (typeof estimators)[number];

/** `trainer: { by: tinker, ... }`: training, and sampling of what was trained, on a server that speaks the Tinker protocol. */
export const tinkerSchema = z.strictObject({
  by: z.literal("tinker"),
  /** The server's address; absent: TINKER_BASE_URL of the environment. */
  url: z.url({ protocol: /^https?$/, error: "must be a server's address, such as http://127.0.0.1:8000" }).optional(),
  /** The base model by the server's name; the run's `model` folder gives tokenizer and chat template. */
  baseModel: z.string().min(1),
  /** Names the environment variable that holds the key. */
  apiKeyEnv: z.string().default("TINKER_API_KEY"),
  /** auto probes at start whether the server honours graded weights, and falls back where it does not. */
  estimator: z.enum(["auto", ...estimators]).default("auto"),
  /** Most tokens of one forward_backward request. */
  requestTokens: z.int().min(1).default(32_768),
  /** Longest row that the model reads there, in tokens; absent: what its config.json says. */
  maxTokens: z.int().min(2).optional(),
});

/** See {@link tinkerSchema}. */
export type TinkerConfig = z.output<typeof tinkerSchema>;
