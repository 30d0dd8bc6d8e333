import { createHash } from "node:crypto";
import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";

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
  /** Text to ids, nothing added; special tokens that the text spells out become their ids, as in transformers. */
  encode(text: string): number[];
  /** Ids to text; special tokens are left out unless asked for. */
  decode(ids: readonly number[], options?: { readonly keepSpecial: boolean }): string;
  /** The id of a token as the vocabulary spells it, or undefined. */
  idOf(token: string): number | undefined;
}

/**
 * Opens a tokenizer from the parsed files of a Hugging Face folder.
 *
 * @throws TokenizerError if the files describe no tokenizer that can be built
 */
export function openTokenizer({ tokenizer, config }: TokenizerFiles): Tokenizer {
  const inner = build(tokenizer, config);
  return {
    digest: createHash("sha256").update(canonicalJson(tokenizer)).digest("hex"),
    encode: (text) => (text === "" ? [] : inner.encode(text, { add_special_tokens: false }).ids),
    decode: (ids, options) => {
      // A model may have more ids than its tokenizer has tokens; the library cannot decode those, nor an empty list.
      const known = ids.filter((id) => inner.id_to_token(id) !== undefined);
      if (known.length === 0) return "";
      const skip = options?.keepSpecial !== true;
      // Cleaning up spaces would change what the model wrote: grading and training need the text as it is.
      return inner.decode(known, { skip_special_tokens: skip, clean_up_tokenization_spaces: false });
    },
    idOf: (token) => inner.token_to_id(token),
  };
}

/** A tokenizer or chat template that cannot be used; the message says what was wanted, found, and the cure. */
export class TokenizerError extends Error {
  override readonly name = "TokenizerError";
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

/** JSON with sorted keys, so that the digest does not depend on the order in which a library wrote them. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
