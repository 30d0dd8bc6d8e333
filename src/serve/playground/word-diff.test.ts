import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wordDiff } from "./browser/word-diff.ts";

test("what stayed and what came is the later text, what stayed and what went the earlier one", () => {
  const text = fc
    .array(fc.constantFrom("8", "14", " ", "+", "\n", "is", "not", "é", "👍"))
    .map((words) => words.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = wordDiff(before, after);
      const without = (kind: string): string =>
        pieces.flatMap((piece) => (piece.kind === kind ? [] : [piece.text])).join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
    }),
  );
});

test("a word that changed is the only difference", () => {
  expect(wordDiff("16 is not 19.", "16 is 19.")).toEqual([
    { kind: "same", text: "16 is " },
    { kind: "removed", text: "not " },
    { kind: "same", text: "19." },
  ]);
});
