import { expect, test } from "vitest";
import { tokenTexts } from "./tokens-page.ts";

/** Tokens that are bytes, as byte-level tokenizers have for what they rarely see. */
const bytes = { decode: (ids: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(ids)) };

test("a character of several tokens stands at the last of them, and the pieces together are the text", () => {
  const text = "a\u00e9\u{1f600}!";
  const pieces = tokenTexts([...new TextEncoder().encode(text)], bytes);
  expect(pieces).toEqual(["a", "", "\u00e9", "", "", "", "\u{1f600}", "!"]);
});

test("a blank that a tokenizer drops at a text's beginning is there in the middle", () => {
  const words = ["", " one", " two", " three"];
  const trimming = { decode: (ids: readonly number[]): string => ids.map((id) => words[id]).join("").trimStart() }; // prettier-ignore
  expect(tokenTexts([1, 2, 3], trimming)).toEqual(["one", " two", " three"]);
});

test("bytes that are no character are told all the same", () => {
  expect(tokenTexts([0x61, 0xff], bytes)).toEqual(["a", "\ufffd"]);
});

test("a text is decoded whole once; pairs of tokens that were met are known", () => {
  let calls = 0;
  const letters = { decode: (ids: readonly number[]): string => (calls++, String.fromCodePoint(...ids)) };
  const ids = Array.from("ababababab", (letter) => letter.codePointAt(0) ?? 0);
  expect(tokenTexts(ids, letters).join("")).toBe("ababababab");
  expect(calls).toBe(6); // the first token, "ab" and "ba" with what each stands behind, the whole
  tokenTexts(ids, letters);
  expect(calls).toBe(8);
});
