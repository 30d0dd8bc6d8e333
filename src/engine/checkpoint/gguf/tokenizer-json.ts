import type { Json } from "../json-fields.ts";
import { Metadata } from "./config-json.ts";
import type { GgufFile } from "./header.ts";
import { mergesOfScores } from "./merges.ts";
import { readVocabulary } from "./vocabulary.ts";

/** llama.cpp's kinds of tokens. */
const [CONTROL, USER_DEFINED] = [3, 4];

const llama3Split =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const qwen2Split =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const byteLevel = (isSplitting: boolean): Json => ({
  type: "ByteLevel",
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: isSplitting,
});
const splitBy = (pattern: string): Json => ({
  type: "Sequence",
  pretokenizers: [
    { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false },
    byteLevel(false),
  ],
});

/** How text is split into words before it is merged, by llama.cpp's names. */
const splits: ReadonlyMap<string, Json> = new Map([
  ["default", byteLevel(true)],
  ["gpt-2", byteLevel(true)],
  ["smollm", { type: "Sequence", pretokenizers: [{ type: "Digits", individual_digits: true }, byteLevel(true)] }],
  ["llama-bpe", splitBy(llama3Split)],
  ["llama3", splitBy(llama3Split)],
  ["llama-v3", splitBy(llama3Split)],
  ["qwen2", splitBy(qwen2Split)],
  ["deepseek-r1-qwen", splitBy(qwen2Split)],
]);

/** The tokenizer.json that a GGUF file's metadata amount to. */
export function tokenizerJson(opened: GgufFile): Json {
  const metadata = new Metadata(opened);
  const key = (name: string): string => `tokenizer.ggml.${name}`;
  const kind = metadata.text(key("model"));
  const { tokens, types, scores, merges } = readVocabulary(opened);
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const common = { version: "1.0", truncation: null, padding: null, added_tokens: addedTokens(tokens, types) };
  if (kind === "gpt2") {
    const name = metadata.text(key("pre")) ?? "default";
    const split = splits.get(name);
    if (split === undefined) throw metadata.refused(key("pre"), `one of ${[...splits.keys()].join(", ")}`, name);
    if (merges === undefined) throw metadata.refused(key("merges"), "a list of texts", undefined);
    return {
      ...common,
      normalizer: null,
      pre_tokenizer: split,
      post_processor: null,
      decoder: byteLevel(true),
      model: { ...bpe, vocab, merges },
    };
  }
  if (kind !== "llama") throw metadata.refused(key("model"), '"gpt2" or "llama"', kind);
  if (merges === undefined && scores === undefined)
    throw metadata.refused(key("scores"), "a list of numbers", undefined);
  const unknown = tokens[metadata.number(key("unknown_token_id"), 0)] ?? null;
  return {
    ...common,
    ...sentencePiece(opened.metadata.get(key("add_space_prefix")) !== false),
    post_processor: null,
    model: {
      ...bpe,
      unk_token: unknown,
      fuse_unk: true,
      byte_fallback: true,
      vocab,
      merges: merges ?? mergesOfScores(tokens, scores ?? []),
    },
  };
}

const bpe = {
  type: "BPE",
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
};

/** What is done around SentencePiece's merges: spaces are written as a character of their own, one is put first. */
function sentencePiece(hasPrefix: boolean): Json {
  const scheme = { type: "Metaspace", replacement: "▁", prepend_scheme: hasPrefix ? "first" : "never", split: false };
  const strip = hasPrefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : [];
  return {
    normalizer: null,
    pre_tokenizer: scheme,
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...strip,
      ],
    },
  };
}

/** Those that are found whole in a text: control tokens, and those that users defined. */
function addedTokens(tokens: readonly string[], types: readonly number[]): readonly Json[] {
  return tokens.flatMap((content, id) => {
    const type = types[id];
    if (type !== CONTROL && type !== USER_DEFINED) return [];
    const special = type === CONTROL;
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });
}
