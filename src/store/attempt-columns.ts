import type { Attempt, StopReason } from "../mdp/index.ts";
import { floatsFromBlob, floatsToBlob, idsFromBlob, idsToBlob } from "./blobs.ts";

/** The columns that hold an attempt, in the tables `attempts` and `turns` alike. */
export const attemptColumns = "text, stop, generated_tokens, read_tokens, tokenizer, prompt, response, logprobs";

/** A row's attempt columns as SQLite returns them; the tables are STRICT, so these are their types. */
export interface AttemptRow {
  readonly text: string;
  readonly stop: StopReason;
  readonly generated_tokens: number;
  readonly read_tokens: number;
  readonly tokenizer: string | null;
  readonly prompt: Uint8Array | null;
  readonly response: Uint8Array | null;
  readonly logprobs: Uint8Array | null;
}

/** An attempt as the values of {@link attemptColumns}, in their order. */
export function attemptValues({ text, stop, usage, tokens }: Attempt): (string | number | Uint8Array | null)[] {
  const ids =
    tokens === undefined
      ? [null, null, null, null]
      : [tokens.tokenizer, idsToBlob(tokens.prompt), idsToBlob(tokens.response), floatsToBlob(tokens.logprobs)];
  return [text, stop, usage.generatedTokens, usage.readTokens, ...ids];
}

/** The attempt that {@link attemptValues} wrote. */
export function attemptOf(row: AttemptRow): Attempt {
  const { text, stop, tokenizer, prompt, response, logprobs } = row;
  const usage = { generatedTokens: row.generated_tokens, readTokens: row.read_tokens };
  if (tokenizer === null || prompt === null || response === null || logprobs === null) return { text, stop, usage };
  const ids = idsFromBlob(response);
  const tokens = {
    tokenizer,
    prompt: idsFromBlob(prompt),
    response: ids,
    logprobs: floatsFromBlob(logprobs, ids.length),
  };
  return { text, stop, usage, tokens };
}
