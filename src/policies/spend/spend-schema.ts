import { z } from "zod";
import { bounded, count } from "../../mdp/index.ts";

const dollars = (what: string): z.ZodNumber => bounded(z.number(), (usd) => usd >= 0, ">= 0", `${what}, in US dollars`);

/** Prices by the model's name on its server, in US dollars per million tokens. */
export const pricesSchema = z.record(
  z.string(),
  z.strictObject({
    inputPerMillion: dollars("of a million tokens read"),
    outputPerMillion: dollars("of a million written"),
  }),
);

/** See {@link pricesSchema}. */
export type Prices = z.output<typeof pricesSchema>;

/** The most that a run may use of servers, over all its processes; absent: no limit. */
export const budgetSchema = z.strictObject({
  usd: dollars("the most to spend").optional(),
  requests: count(0, "the most requests to send").optional(),
  /** Read and written. */
  tokens: count(0, "the most tokens to pay for").optional(),
});

/** See {@link budgetSchema}. */
export type Budget = z.output<typeof budgetSchema>;
