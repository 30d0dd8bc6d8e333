import { isJsonObject } from "../json.ts";
import { createHash } from "node:crypto";
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { mergeLongWords } from "./long-words.ts";
import { requireKnownSteps } from "./known-steps.ts";
import { isByteLevel, joining } from "./byte-level.ts";
import { decodeLikePython, splitLikePython } from "./like-python.ts";
import { remembering } from "./recent-texts.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** The two JSON documents that describe a tokenizer in a Hugging Face folder. */
export interface TokenizerFiles {
  /** Content of tokenizer.json. */
  readonly tokenizer: Readonly<Record<string, unknown>>;
  /** Content of tokenizer_config.json; may be empty. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Text to token ids and back. */
export interface Tokenizer {
  /** Identifies the vocabulary and the rules: ids of tokenizers with different digests must never be mixed. */
  readonly digest: string;
  /**
   * Text to ids, nothing added; special tokens that the text spells out become their ids, as in transformers. Half a surrogate
   * pair, which no UTF-8 text has, is read as U+FFFD.
   */
  encode(text: string): number[];
  /** Ids to text; special tokens are left out unless asked for. */
  decode(ids: readonly number[], options?: { readonly keepSpecial: boolean }): string;
  /** The id of a token as the vocabulary spells it, or undefined. */
  idOf(token: string): number | undefined;
  /** Whether an id is one of the tokens that were added to the vocabulary, special or not. */
  isAdded(id: number): boolean;
  /** The largest id, and the token that has it. */
  readonly last: { readonly id: number; readonly token: string };
}

/**
 * Opens a tokenizer from the parsed files of a Hugging Face folder. It does what tokenizer.json says, as Python's `tokenizers`
 * does. (Transformers 5 rebuilds Llama 2's without looking, and so differs from this and from transformers 4 in texts
 * that begin with a space.)
 *
 * @throws TokenizerError if the files describe no tokenizer that can be built
 */
export function openTokenizer({ tokenizer, config }: TokenizerFiles): Tokenizer {
  requireKnownSteps(tokenizer);
  refuseSplitTokens(config);
  const inner = build(tokenizer, config);
  refuseSingleWords(inner);
  likePython(inner, tokenizer);
  mergeLongWords(inner.model);
  const decode: Tokenizer["decode"] = (ids, options) => {
    // A model may have more ids than its tokenizer has tokens; the library cannot decode those, nor an empty list.
    const known = ids.filter((id) => inner.id_to_token(id) !== undefined);
    if (known.length === 0) return "";
    const skip = options?.keepSpecial !== true;
    // Cleaning up spaces would change what the model wrote: grading and training need the text as it is.
    return inner.decode(known, { skip_special_tokens: skip, clean_up_tokenization_spaces: false });
  };
  return {
    digest: createHash("sha256").update(canonicalJson(tokenizer)).digest("hex"),
    encode: remembering((text) =>
      text === "" ? [] : inner.encode(text.toWellFormed(), { add_special_tokens: false }).ids,
    ),
    decode: isByteLevel(tokenizer) ? joining(decode) : decode,
    idOf: (token) => inner.token_to_id(token),
    isAdded: (id) => inner.get_added_tokens_decoder().has(id),
    last: lastToken(inner),
  };
}

function build(tokenizer: object, config: object): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(tokenizer, config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TokenizerError(
      `tokenizer.json must describe a tokenizer of the Hugging Face tokenizers library, got one that fails with ` +
        `"${reason}"; convert it with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)`,
      { cause },
    );
  }
}

function lastToken(inner: HuggingFaceTokenizer): Tokenizer["last"] {
  const vocabulary = inner.model?.vocab ?? []; // by id
  return { id: vocabulary.length - 1, token: vocabulary.at(-1) ?? "" };
}

/** Such a tokenizer reads the special tokens that a template writes as plain text. */
function refuseSplitTokens({ split_special_tokens: isSplit }: TokenizerFiles["config"]): void {
  if (isSplit !== true) return;
  throw new TokenizerError(
    "tokenizer_config.json must not have split_special_tokens, got true: a chat's special tokens would be split into pieces; " +
      "take it out",
  );
}

/** The library would find such a token within words, where Python's does not. */
function refuseSingleWords(inner: HuggingFaceTokenizer): void {
  const wrong = [...inner.get_added_tokens_decoder().values()].find(({ single_word }) => single_word);
  if (wrong === undefined) return;
  throw new TokenizerError(
    `tokenizer.json must have no added token with single_word, got ${JSON.stringify(wrong.content)}; set it to false if the ` +
      "token never occurs within a word",
  );
}

/** Corrects what the library does otherwise than Python's; added tokens that are normalised are decoded so. */
function likePython(inner: HuggingFaceTokenizer, tokenizer: TokenizerFiles["tokenizer"]): void {
  decodeLikePython(inner.decoder);
  splitLikePython(inner.pre_tokenizer, tokenizer["pre_tokenizer"]);
  if (inner.normalizer === null || inner.model === null) return;
  for (const { id, content, normalized, special } of inner.get_added_tokens_decoder().values()) {
    if (normalized && !special) inner.model.vocab[id] = inner.normalizer.normalize(content);
  }
}

/** JSON with sorted keys, so that the digest does not depend on the order in which a library wrote them. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isJsonObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
