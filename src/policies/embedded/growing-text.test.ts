import * as fc from "fast-check";
import { expect, test } from "vitest";
import { growingText, textsOfTokens } from "./growing-text.ts";

/** A byte each token, as byte-level vocabularies have them. */
const bytes = (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids));

/** Words between which a space stands, none before the first, as SentencePiece decodes. */
const words = (ids: readonly number[]): string => ids.map((id) => `w${id}`).join(" ");

test.each([
  ["bytes", bytes, (text: string) => [...new TextEncoder().encode(text)]],
  ["words", words, (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0)],
])("of %s, the pieces add up to the text", (_, decode, encode) => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const ids = encode(text);
      const growing = growingText(decode);
      expect(ids.map((id) => growing.push(id)).join("")).toBe(decode(ids));
    }),
  );
});

test("a token's text is what it adds: together they are the text, also where it ends within a character", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (ids) => {
      expect(textsOfTokens(bytes, [...ids]).join("")).toBe(bytes([...ids]));
    }),
  );
  expect(textsOfTokens(words, [7, 8])).toEqual(["w7", " w8"]);
  expect(textsOfTokens(bytes, [0x41, 0xe2, 0x82])).toEqual(["A", "", "\ufffd"]);
});

test("half a character is held back until it is whole", () => {
  const growing = growingText(bytes);
  expect([0x41, 0xe2, 0x82, 0xac].map((byte) => growing.push(byte))).toEqual(["A", "", "", "€"]);
});
