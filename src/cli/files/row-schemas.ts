import { z } from "zod";

import type { Example, IterationTrajectory } from "../../mdp/index.ts";

const message = z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() });
const ids = z.array(z.int().min(0));
const tokens = z.object({ tokenizer: z.string(), prompt: ids, response: ids, logprobs: z.array(z.number()) });
const stop = z.enum(["endOfTurn", "length"]);

const attempt = z.object({
  text: z.string(),
  stop,
  usage: z.object({ generatedTokens: z.number(), readTokens: z.number() }),
  tokens: tokens.exactOptional(),
});

const turn = z.object({
  state: z.array(message),
  attempt,
  grade: z.object({
    outcome: z.enum(["correct", "wrong", "noAnswer", "error"]),
    answer: z.string().nullable(),
    reason: z.string().exactOptional(),
  }),
  reward: z.number().exactOptional(),
  by: z.enum(["policy", "improver"]),
});

/** A row of a trajectories file: what `rise collect` and `rise improve` write. */
export const trajectoryRow = z.object({
  iteration: z.int().min(1),
  trajectory: z.object({
    id: z.string(),
    problem: z.object({
      id: z.string(),
      question: z.string(),
      answer: z.string(),
      solution: z.string().exactOptional(),
    }),
    turns: z.array(turn),
    branchesAt: z.int().exactOptional(),
  }),
}) satisfies z.ZodType<IterationTrajectory>;

/** A row of an examples file: what `rise weight` writes. */
export const exampleRow = z.object({
  id: z.string(),
  trajectory: z.string(),
  turn: z.int(),
  iteration: z.int(),
  state: z.array(message),
  action: z.string(),
  stop,
  tokens: tokens.exactOptional(),
  reward: z.number(),
  weight: z.number().min(0),
}) satisfies z.ZodType<Example>;

/** A chat to train on: the loss is on its last message, the assistant's. */
export const chatRow = z.object({
  id: z.string().exactOptional(),
  messages: z.array(message).min(2, "needs a state and the assistant's answer to it"),
  weight: z.number().min(0).default(1),
});

/** Tokens to train on, each with its own weight in the loss. */
export const tokensRow = z
  .object({ id: z.string().exactOptional(), tokens: ids.min(2), weights: z.array(z.number().min(0)) })
  .refine(({ tokens, weights }) => tokens.length === weights.length, {
    path: ["weights"],
    error: "must be as many as the tokens",
  });
