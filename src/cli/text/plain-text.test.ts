import { assert, json, property } from "fast-check";
import { expect, test } from "vitest";
import { plainJson, plainText } from "./plain-text.ts";

test.each([
  ["a title", "\u001b]0;owned\u0007", "␛]0;owned␇"],
  ["a colour in one byte", "\u009b31m", "\\u009b31m"],
  ["a carriage return that writes over the line", "100% right\rwrong", "100% right␍wrong"],
  ["a backspace, a delete", "a\bb\u007f", "a␈b␡"],
  ["turned direction", "\u202egnp.exe", "\\u202egnp.exe"],
  ["lines and tabs of any system", "a\tb\r\nc\n", "a\tb\nc\n"],
  ["other languages, emoji with joiners", "naïve 漢字 👩\u200d🔬 שלום", "naïve 漢字 👩\u200d🔬 שלום"],
])("%s", (_, text, shown) => expect(plainText(text)).toBe(shown));

test("JSON stays what it was, and bears no control character but its own line breaks", () => {
  assert(
    property(json({ stringUnit: "binary" }), (text) => {
      const plain = plainJson(text);
      expect(JSON.parse(plain)).toEqual(JSON.parse(text));
      expect(plain).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
    }),
  );
});
