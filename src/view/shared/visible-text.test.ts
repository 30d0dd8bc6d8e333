import { expect, test } from "vitest";
import { visiblePieces, visibleText } from "./visible-text.ts";

test("characters that hide or turn the text round are named where they stand", () => {
  expect(visiblePieces("a\u202e54\u0000\u001b[31m")).toEqual([
    { text: "a" },
    { hidden: "U+202E" },
    { text: "54" },
    { hidden: "U+0000" },
    { hidden: "U+001B" },
    { text: "[31m" },
  ]);
});

test("tabs, line feeds, letters of any script and emoji stay as they are", () => {
  const text = "1\t2\n\u0645\u0631\u062d\u0628\u0627 \ud83d\ude00 \u4e2d";
  expect(visiblePieces(text)).toEqual([{ text }]);
  expect(visibleText(text)).toBe(text);
});

test("half a character is named, and so are letters without width and tags that nobody sees", () => {
  expect(visiblePieces("\ud800x\u200b\u{e0041}")).toEqual([
    { hidden: "U+D800" },
    { text: "x" },
    { hidden: "U+200B" },
    { hidden: "U+E0041" },
  ]);
});
