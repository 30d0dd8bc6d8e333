import * as fc from "fast-check";
import { expect, test } from "vitest";
import { growingText } from "./growing-text.ts";

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

test("half a character is held back until it is whole", () => {
  const growing = growingText(bytes);
  expect([0x41, 0xe2, 0x82, 0xac].map((byte) => growing.push(byte))).toEqual(["A", "", "", "€"]);
});
