import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { learnMerges } from "./merges.ts";
import { TokenizerError } from "./tokenizer-error.ts";

/** How to train a tokenizer. */
export interface TrainTokenizerOptions {
  /** Most entries of the vocabulary: special tokens, the 256 bytes and the merges. */
  readonly vocabSize: number;
  /** Take the first ids, in this order; text never splits them. */
  readonly specialTokens: readonly string[];
}

/**
 * Trains a byte-level BPE tokenizer: any text can be encoded; digits stay single tokens, so that the model can calculate
 * with them; merges do not cross words.
 *
 * @returns the content of a tokenizer.json; the same texts give the same content. Its vocabulary is smaller than asked for
 *   where the texts hold too few pairs
 * @throws TokenizerError if the vocabulary has no room for the bytes and special tokens
 */
export function trainTokenizer(
  texts: Iterable<string>,
  { vocabSize, specialTokens }: TrainTokenizerOptions,
): Record<string, unknown> {
  const alphabet = byteAlphabet();
  const room = vocabSize - alphabet.length - specialTokens.length;
  if (room < 0) {
    throw new TokenizerError(
      `vocabSize must be at least ${vocabSize - room} (${alphabet.length} bytes and ${specialTokens.length} special tokens), ` +
        `got ${vocabSize}; try 512`,
    );
  }
  const base = [...specialTokens, ...alphabet];
  const counts = countWords(texts, tokenizerJson(base, [], specialTokens));
  const merges = learnMerges(counts, room);
  const vocabulary = [...base, ...merges.map(([left, right]) => left + right)];
  return tokenizerJson(vocabulary, merges, specialTokens);
}

/** Counts words as the finished tokenizer will split them: by the library's own pre-tokenizer. */
function countWords(texts: Iterable<string>, tokenizer: object): ReadonlyMap<string, number> {
  const { pre_tokenizer: split } = new HuggingFaceTokenizer(tokenizer, {});
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of split?.pre_tokenize(text) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function tokenizerJson(
  vocabulary: readonly string[],
  merges: readonly (readonly [string, string])[],
  specialTokens: readonly string[],
): Record<string, unknown> {
  const byteLevel = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, byteLevel] },
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => [left, right]),
    },
  };
}

/**
 * The 256 printable stand-ins for bytes that byte-level BPE writes in its vocabulary: printable Latin-1 stands for itself,
 * the other bytes for the characters from U+0100 on.
 *
 * @returns shape [256], by byte
 * @see GPT-2's `bytes_to_unicode`
 */
function byteAlphabet(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
