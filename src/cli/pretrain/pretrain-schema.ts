import { z } from "zod";
import { bounded, count, mdpSchema } from "../../mdp/index.ts";
import { taskSchema } from "../../tasks/index.ts";
import { trainSchema } from "../../train/index.ts";

/** A Llama-style model to be made, and its tokenizer. */
const modelSchema = z.strictObject({
  /** D, the width of the residual stream. */
  hiddenSize: count(8, "try 128").default(128),
  layers: count(1, "try 4").default(4),
  /** Query heads; hiddenSize is shared among them. */
  heads: count(1, "try 4").default(4),
  /** Key and value heads: heads is a multiple of it. */
  kvHeads: count(1, "try 4").default(4),
  /** Width of the feed-forward layer. */
  intermediateSize: count(8, "try 344").default(344),
  /** Most entries of the byte-level BPE vocabulary. */
  vocabSize: count(261, "try 768").default(768),
  /** Longest sequence that the model may see, in tokens. */
  maxPositions: count(64, "try 2048").default(2048),
});

/** The config of `rise pretrain`. */
export const pretrainSchema = z.strictObject({
  /** The problems whose worked solutions are learnt; its validation problems measure the model. */
  task: taskSchema.prefault({}),
  /** A new model; or leave it out and go on from the model folder `from`. */
  model: modelSchema.optional(),
  from: z.string().min(1).optional(),
  /** Share of the chats that go on to a second, different problem: the model learns to answer the last question. */
  twoProblems: bounded(z.number(), (share) => share >= 0 && share <= 1, "in [0, 1]", "try 0.4").default(0.4),
  /** Share of the chats that ask one question twice, answered alike: the model learns to find what a chat already says. */
  askedTwice: bounded(z.number(), (share) => share >= 0 && share <= 1, "in [0, 1]", "try 0.1").default(0),
  /** Of the questions asked twice: the share that is answered alike; the others are tried afresh, by a writer who forgot. */
  alike: bounded(z.number(), (share) => share >= 0 && share <= 1, "in [0, 1]", "try 0.6").default(1),
  /**
   * Share of the answers that are honest tries, right or wrong, instead of worked solutions; of tasks whose attempts can be
   * checked. What follows a try does not depend on whether it was right: the model learns to keep and to try anew, not when.
   */
  tries: bounded(z.number(), (share) => share >= 0 && share <= 1, "in [0, 1]", "try 0.7").default(0),
  /**
   * Of the questions asked twice: the share whose user says which is wanted, the same answer or another one; the others
   * leave it open. The model learns that there are two ways to go on, and the words for them.
   */
  onRequest: bounded(z.number(), (share) => share >= 0 && share <= 1, "in [0, 1]", "try 0.5").default(0),
  /** How a question is asked again: after one of several lead-ins, by one of the introspection presets, or by `mdp.introspection`. */
  askedAgainBy: z.enum(["leadIns", "introspection", "mdp"]).default("leadIns"),
  train: trainSchema.omit({ lora: true }).prefault({}),
  /** How the model is asked when it is measured. */
  mdp: mdpSchema.prefault({}),
  seed: count(0, "try 0").default(0),
});

/** See {@link pretrainSchema}. */
export type PretrainConfig = z.output<typeof pretrainSchema>;
