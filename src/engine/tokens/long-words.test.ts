import * as fc from "fast-check";
import { expect, test } from "vitest";
import { learnMerges } from "./merges.ts";
import { mergeLongWords, wordMerger } from "./long-words.ts";

/** By the rule itself: of all neighbours the first merge's leftmost pair is joined, until there is none. */
function byTheRule(word: string, merges: readonly (readonly string[])[]): readonly string[] {
  const pieces = Array.from(word);
  for (;;) {
    const found = merges
      .map(([left, right]) => pieces.findIndex((piece, i) => piece === left && pieces[i + 1] === right))
      .find((at) => at >= 0);
    if (found === undefined) return pieces;
    pieces.splice(found, 2, `${pieces[found]}${pieces[found + 1]}`);
  }
}

const words = fc.string({ unit: fc.constantFrom("a", "b", "c", "😀", "?"), minLength: 1, maxLength: 80 });
const merges = fc
  .array(fc.tuple(words, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 8 })
  .map((counts) => learnMerges(new Map(counts), 12))
  .chain((learned) => fc.shuffledSubarray([...learned])); // in any order: what is joined late may come first

test("a word's tokens are those of the rule, whatever the merges and their order", () => {
  fc.assert(
    fc.property(words, merges, (word, learned) => {
      expect(wordMerger(learned)(word)).toEqual(byTheRule(word, learned));
    }),
  );
});

test("the leftmost of equal pairs is joined first, and a merge may meet its own result", () => {
  // By hand: aa|aa|a, then aaaa|a; "aaa" of the last merge is never there.
  const learned = [["a", "a"], ["aa", "aa"], ["aa", "a"]]; // prettier-ignore
  expect(wordMerger(learned)("aaaaa")).toEqual(["aaaa", "a"]);
  expect(wordMerger(learned)("aaa")).toEqual(["aaa"]);
});

test("long words alone are encoded here, and none where the ends of words are marked", () => {
  const model = (suffix: string | null) => ({
    merges: [["a", "a"]],
    end_of_word_suffix: suffix,
    bpe: (word: string): string[] => [`the library's: ${word.length}`],
  });
  const [plain, marked] = [model(null), model("</w>")];
  for (const one of [plain, marked]) mergeLongWords(one);
  expect(plain.bpe("aa")).toEqual(["the library's: 2"]);
  expect(plain.bpe("a".repeat(100))).toEqual(Array.from({ length: 50 }, () => "aa"));
  expect(marked.bpe("a".repeat(100))).toEqual(["the library's: 100"]);
});
