import { z } from "zod";
import type { Asked } from "./asked.ts";
import { onlySampled, readFields, refused, wholeIn } from "./fields.ts";
import { sharedFields } from "./shared-fields.ts";

const usualMaxTokens = 16; // the API's own default
const mostPrompts = 64;
const asTexts = `must be a text, or a list of at most ${mostPrompts}; token ids are not read`;

const completionSchema = z.strictObject({
  ...sharedFields,
  prompt: z.union(
    [
      z.string().transform((one) => [one]),
      z.array(z.string()).min(1, { error: asTexts }).max(mostPrompts, { error: asTexts }),
    ],
    {
      error: asTexts,
    },
  ),
  max_tokens: wholeIn(1, 10_000_000).default(usualMaxTokens),
  best_of: refused("is not supported: it must be 1 or left out; rise-n5-parallel votes among 5", 1),
  echo: refused("is not supported: it must be false or left out", false),
  logprobs: z.literal(0, { error: onlySampled }).optional(),
  suffix: refused("is not supported: nothing is filled in; leave it out", ""),
});

/**
 * Reads the body of `/v1/completions`: each prompt is asked as a user's message, since turns are a chat's.
 *
 * @throws ApiError 400 that names the field
 */
export function readCompletion(body: unknown): Asked {
  const fields = readFields(completionSchema, body);
  const chats = fields.prompt.map((content) => [{ role: "user", content }] as const);
  return { ...fields, kind: "completion", chats, maxTokens: fields.max_tokens, logprobs: fields.logprobs === 0 };
}
