import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isByteLevel, joining } from "./byte-level.ts";
import { openTokenizer } from "./tokenizer.ts";

const special = 256;
/** A decoder of tokens that are bytes by number, and of one special token. */
const decodeBytes = (ids: readonly number[], { keepSpecial } = { keepSpecial: false }): string => {
  if (!ids.includes(special)) return Buffer.from(ids).toString();
  if (!keepSpecial) return decodeBytes(ids.filter((id) => id !== special));
  const at = ids.indexOf(special);
  return `${decodeBytes(ids.slice(0, at))}<end>${decodeBytes(ids.slice(at + 1), { keepSpecial })}`;
};

const pieces = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => [...Buffer.from(text)]),
  fc.array(fc.nat(special), { maxLength: 4 }),
);

test("texts joined are the text of all together, also where characters are cut and special tokens stand between", () => {
  const decode = joining(decodeBytes);
  fc.assert(
    fc.property(fc.array(pieces), fc.boolean(), (lists, keepSpecial) => {
      const ids = lists.flat();
      expect(decode(ids, { keepSpecial })).toBe(decodeBytes(ids, { keepSpecial }));
    }),
  );
});

test("a token that is known is not decoded again", () => {
  let calls = 0;
  const decode = joining((ids) => (calls++, decodeBytes(ids)));
  expect([decode([72, 105]), decode([72, 105, 105]), decode([105])]).toEqual(["Hi", "Hii", "i"]);
  expect(calls).toBe(2);
});

test("a mark of the byte order that is a token is a character as any other, wherever it stands", () => {
  const merges = ["\u00ef \u00bb", "\u00ef\u00bb \u00bf"]; // EF BB BF, as byte-level vocabularies spell them
  const vocab = { a: 0, "\u00ef": 1, "\u00bb": 2, "\u00bf": 3, "\u00ef\u00bb": 4, "\u00ef\u00bb\u00bf": 5 };
  const tokenizer = {
    model: { type: "BPE", vocab, merges },
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, use_regex: false },
    decoder: { type: "ByteLevel" },
    normalizer: null,
    post_processor: null,
    added_tokens: [],
  };
  const { encode, decode } = openTokenizer({ tokenizer, config: {} });
  expect(encode("\ufeffa\ufeff")).toEqual([5, 0, 5]);
  for (const text of ["\ufeff", "\ufeffa", "a\ufeffa", "a\ufeff"]) expect(decode(encode(text))).toBe(text);
});

test("tokens whose text depends on their neighbours are not joined", () => {
  expect(isByteLevel({ decoder: { type: "ByteLevel" }, model: {} })).toBe(true);
  expect(isByteLevel({ decoder: { type: "Metaspace" }, model: {} })).toBe(false);
  expect(isByteLevel({ decoder: { type: "Sequence", decoders: [{ type: "ByteLevel" }] }, model: {} })).toBe(false);
  expect(isByteLevel({ decoder: { type: "ByteLevel" }, model: { end_of_word_suffix: "</w>" } })).toBe(false);
  expect(isByteLevel({ decoder: null })).toBe(false);
});
