import { z } from "zod";
import { withOpen } from "../../mdp/index.ts";
import { readJsonl } from "../files/jsonl.ts";
import type { OpenEngine } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";

const rowSchema = z.object({ id: z.string().exactOptional(), tokens: z.array(z.int().min(0)).min(1) });

/** Options of `rise logprobs`. */
export interface LogprobsOptions {
  /** The model's folder. */
  readonly model: string;
  /** JSONL, rows `{id?, tokens}`. */
  readonly input: string;
  readonly openEngine: OpenEngine;
}

/** A row's log-probabilities. */
interface RowLogprobs {
  readonly id: string;
  /** shape [T], nats: of each token given those before it; the first has none */
  readonly logprobs: readonly (number | null)[];
}

/**
 * The log-probabilities of given tokens; rows keep their order.
 *
 * @throws ConfigError with the line of a row that is none
 */
export async function logprobs(
  { model, input, openEngine }: LogprobsOptions,
  context: VerbContext = {},
): Promise<readonly RowLogprobs[]> {
  const rows = readJsonl(input, rowSchema).map(({ row }, i) => ({ id: row.id ?? String(i + 1), tokens: row.tokens }));
  const scored = rows.filter(({ tokens }) => tokens.length > 1); // a single token has nothing before it
  const values = await withOpen(openEngine(model, context), (engine) => engine.logprobs(scored));
  const known = new Map(scored.map((row, i) => [row, values[i] ?? []]));
  return rows.map((row) => ({ id: row.id, logprobs: [null, ...(known.get(row) ?? [])] }));
}
