import { Metadata } from "./config-json.ts";
import type { GgufFile, MetaValue } from "./header.ts";

/** The tokens of a GGUF file, compared with each other and with the embedding. */
export interface Vocabulary {
  /** by id, each once */
  readonly tokens: readonly string[];
  /** llama.cpp's kinds, by id; empty where there are none */
  readonly types: readonly number[];
  /** SentencePiece's, by id */
  readonly scores: readonly number[] | undefined;
  /** pairs of tokens that are joined to a token, the first ones first */
  readonly merges: readonly (readonly [string, string])[] | undefined;
}

const isText = (item: MetaValue): item is string => typeof item === "string";
const isNumber = (item: MetaValue): item is number => typeof item === "number";
const keyOf = (name: string): string => `tokenizer.ggml.${name}`;

/**
 * Reads the vocabulary.
 *
 * @throws CheckpointError where its parts contradict each other: text would be read as other tokens than the model's
 */
export function readVocabulary(opened: GgufFile): Vocabulary {
  const metadata = new Metadata(opened);
  const tokens = metadata.list(keyOf("tokens"), isText);
  if (tokens === undefined) throw metadata.refused(keyOf("tokens"), "a list of texts", undefined);
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const twice = tokens.find((token, id) => ids.get(token) !== id);
  if (twice !== undefined)
    throw metadata.damaged(keyOf("tokens"), "texts that differ", `${JSON.stringify(twice)} twice`);
  const requireOneEach = (name: string, length: number): void => {
    if (length !== tokens.length)
      throw metadata.damaged(keyOf(name), `a list of ${tokens.length}, one a token`, length);
  };
  const rows = opened.tensors.find(({ name }) => name === "token_embd.weight")?.shape[0];
  if (rows !== undefined && rows !== tokens.length) {
    throw metadata.damaged(keyOf("tokens"), `a list of ${rows}, one for each row of token_embd.weight`, tokens.length);
  }
  const types = metadata.list(keyOf("token_type"), isNumber);
  if (types !== undefined) requireOneEach("token_type", types.length);
  const scores = metadata.list(keyOf("scores"), isNumber);
  if (scores !== undefined) requireOneEach("scores", scores.length);
  requireIds(opened, metadata, tokens.length);
  return { tokens, types: types ?? [], scores, merges: readMerges(metadata, ids) };
}

/** Ids that end an answer must be tokens: with another one, no answer would ever end. */
function requireIds(opened: GgufFile, metadata: Metadata, tokens: number): void {
  for (const name of ["eos_token_id", "eot_token_id", "eom_token_id"]) {
    const id = opened.metadata.get(keyOf(name));
    if (id === undefined) continue;
    if (typeof id !== "number" || id < 0 || id >= tokens) {
      throw metadata.damaged(keyOf(name), `a token's number, 0 to ${tokens - 1}`, JSON.stringify(id));
    }
  }
}

function readMerges(metadata: Metadata, ids: ReadonlyMap<string, number>): Vocabulary["merges"] {
  return metadata.list(keyOf("merges"), isText)?.map((merge) => {
    const [left, right, ...more] = merge.split(" ");
    const isPair = left !== undefined && right !== undefined && more.length === 0;
    if (isPair && [left, right, left + right].every((token) => ids.has(token))) return [left, right];
    throw metadata.damaged(keyOf("merges"), "pairs of tokens that together are a token", JSON.stringify(merge));
  });
}
