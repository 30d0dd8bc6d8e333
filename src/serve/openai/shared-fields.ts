import { z } from "zod";
import { introspectionPresets } from "../../mdp/index.ts";
import { limits } from "../think/index.ts";
import { refused, shortText, wholeIn } from "./fields.ts";

const number = (least: number, most: number): z.ZodType<number> => {
  const error = `must be a number from ${least} to ${most}`;
  return z.number({ error }).min(least, { error }).max(most, { error });
};

const stopText = shortText(1000);

/** The fields of `rise`: how one answer is thought over. */
const thinkFields = z.strictObject(
  {
    turns: wholeIn(1, limits.turns).optional(),
    parallel: wholeIn(1, limits.parallel).optional(),
    select: z.enum(["vote", "last"], { error: "must be vote or last" }).optional(),
    /** Ends the turns once so many in a row gave the same answer. */
    agree: wholeIn(2, limits.turns).optional(),
    attemptsInView: wholeIn(1, limits.turns).optional(),
    introspection: z
      .union(
        [
          z.enum(Object.keys(introspectionPresets) as (keyof typeof introspectionPresets)[]), // keys of a constant record
          z.strictObject({ template: shortText(10_000) }),
        ],
        { error: `must be one of ${Object.keys(introspectionPresets).join(", ")}, or {"template": TEXT}` },
      )
      .optional(),
    /** The question that an introspection prompt restates; default: the last message. */
    question: shortText(100_000).optional(),
    /** The right answer: the turns end where one reaches it. */
    gold: shortText(10_000).optional(),
    /** Names the samples as `rise eval` does: the same seed then gives the same texts. */
    key: shortText(500).optional(),
  },
  { error: "must be an object" },
);

/** See {@link thinkFields}. */
export type ThinkFields = z.output<typeof thinkFields>;

const carriesNothing = z.unknown().optional(); // for the provider's records: it asks nothing of the answer

/** The fields that chats and completions share. */
export const sharedFields = {
  model: shortText(200),
  n: wholeIn(1, limits.parallel).default(1),
  temperature: number(0, 2).default(1),
  top_p: number(Number.MIN_VALUE, 1).default(1),
  max_tokens: wholeIn(1, 10_000_000).optional(),
  seed: z
    .number({ error: "must be a whole number" })
    .refine(Number.isSafeInteger, { error: "must be a whole number of at most 53 bits" })
    .optional(),
  stop: z
    .union([stopText.transform((one) => [one]), z.array(stopText).max(4)], {
      error: "must be a text, or a list of at most 4, each of 1 to 1,000 characters",
    })
    .default([]),
  stream: z.boolean({ error: "must be true or false" }).default(false),
  stream_options: z
    .strictObject(
      {
        include_usage: z.boolean({ error: "must be true or false" }).nullish(),
        include_obfuscation: refused("is not supported", false),
      },
      { error: "must be an object" },
    )
    .optional(),
  rise: thinkFields.optional(),
  user: carriesNothing,
  metadata: carriesNothing,
  safety_identifier: carriesNothing,
  prompt_cache_key: carriesNothing,
  prompt_cache_retention: carriesNothing,
  store: refused("is not supported: nothing is stored; leave it out", false),
  service_tier: refused("is not supported; leave it out", "auto", "default"),
  frequency_penalty: refused("is not supported: it must be 0 or left out", 0),
  presence_penalty: refused("is not supported: it must be 0 or left out", 0),
  logit_bias: refused("is not supported; leave it out", {}),
  // Of other servers of this API.
  top_k: refused("is not supported: it must be -1 or left out; top_p is", -1, 0),
  min_p: refused("is not supported: it must be 0 or left out; top_p is", 0),
  repetition_penalty: refused("is not supported: it must be 1 or left out", 1),
} as const;
