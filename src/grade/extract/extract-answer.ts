import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { readabilityOf } from "../parse/readable.ts";
import { lastBox } from "./boxes.ts";
import type { Extraction, FoundAnswer } from "./extraction.ts";
import { lastNumber, lastValue } from "./numbers.ts";
import { finalHashes, lastBold, lastHashes, lastPhrase } from "./phrases.ts";

/** Which mark to look for; `auto` tries them from the most to the least explicit. */
export type ExtractStyle = "auto" | "boxed" | "hashes" | "phrase" | "number" | "whole";

/**
 * How to look: `strict` takes explicitly marked answers only (box, `####`, "the answer is"); `lenient`, the default, falls back on
 * bold text, a text that is nothing but an answer, the last formula and the last number.
 */
export interface ExtractOptions {
  readonly style?: ExtractStyle;
  readonly mode?: "strict" | "lenient";
}

type Rule = (text: string) => FoundAnswer | null;

const maxBareChars = 2000;
/** A choice with its words, or a date; what is longer and begins with a letter and a stop is a list of steps. */
const maxChoiceChars = 60;
/** Of a longer text only the end is searched: answers come last, and no attempt that has one is this long. */
const maxTextChars = 100_000;

const whole: Rule = (text) => {
  const answer = text.trim();
  const start = text.indexOf(answer);
  const end = start + answer.length;
  return answer === "" ? null : { kind: "answer", answer, start, end, rule: "whole", reason: "the whole text" };
};

/** The whole text where it is nothing but an answer: mathematics, a choice, a date, or very few words. */
const bare: Rule = (text) => {
  const found = text.length > maxBareChars ? null : whole(text);
  if (found === null || readabilityOf(found.answer) !== "sentence") return found;
  const isShort = found.answer.length <= maxChoiceChars;
  return isShort && (chosenLetter(found.answer) !== null || isDate(found.answer)) ? found : null;
};

const marked: readonly Rule[] = [lastBox, finalHashes, lastPhrase];

const rulesOf: Record<ExtractStyle, Record<"strict" | "lenient", readonly Rule[]>> = {
  auto: { strict: marked, lenient: [...marked, bare, lastBold, lastValue, whole] },
  boxed: { strict: [lastBox], lenient: [lastBox, finalHashes, lastPhrase, bare, lastBold, lastValue] },
  hashes: { strict: [lastHashes], lenient: [lastHashes, lastBox, lastPhrase, bare, lastNumber] },
  phrase: { strict: [lastPhrase], lenient: [lastPhrase, lastBox, finalHashes, bare, lastNumber] },
  number: { strict: [lastNumber], lenient: [lastNumber] },
  whole: { strict: [whole], lenient: [whole] },
};

/**
 * Finds the answer an attempt gives, from the attempt's own text only: what a text says about its grade changes nothing.
 *
 * @param text the whole attempt; of more than 100,000 characters the last 100,000 are searched
 * @returns the answer with its span and the rule that took it, or `noAnswer`
 */
export function extractAnswer(text: string, options: ExtractOptions = {}): Extraction {
  const style = options.style ?? "auto";
  const skipped = Math.max(0, text.length - maxTextChars);
  const tail = text.slice(skipped);
  for (const rule of rulesOf[style][options.mode ?? "lenient"]) {
    const found = rule(tail);
    if (found !== null) return { ...found, start: found.start + skipped, end: found.end + skipped };
  }
  return { kind: "noAnswer", reason: `no answer found (style ${style}, ${options.mode ?? "lenient"})` };
}
