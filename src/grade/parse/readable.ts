import { BudgetExceeded } from "../numbers/budget.ts";
import { clean } from "./clean.ts";
import { walk } from "./node.ts";
import { parseAnswer } from "./parse-answer.ts";
import { isUnitWord } from "./units.ts";

/** The reading of a text that is taken for an answer as it stands. */
export type Readability = "mathematics" | "words" | "sentence";

const maxWords = 3;
/** "It isn't 12", which is no product of letters with a prime. */
const contraction = /[a-z]{2}n['’]t\b|\b(?:it|that|there|he|she|they|we|i|you|what|let)['’](?:s|re|ve|ll|d|m)\b/i;
/** "Solution: The area is 9", whose label names no value. */
const sentenceLabel = /^\s*(?:solution|explanation|reason|proof|note|question|problem|the \p{L}+ (?:is|are))\s?:/iu;

/** "27 kann nicht stimmen": more words behind a number than the name of what is counted. */
const predicated = /^\W{0,3}\d[\d.,]*((?:\s+\p{L}{2,}){3,})\W*$/u;
const isPredicated = (text: string): boolean => {
  const words = predicated.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  return words.length > 0 && !words.some((word) => isUnitWord(word) || /^(?:of|and|per|or)$/i.test(word));
};

/** Whether a text as a whole reads as mathematics, as a few words without numbers, or as a sentence that may hold an answer. */
export function readabilityOf(text: string): Readability {
  if (contraction.test(text) || sentenceLabel.test(text) || isPredicated(text)) return "sentence";
  try {
    let readability: Readability = "mathematics";
    for (const node of walk(parseAnswer(clean(text), { joinsCommas: true, slashTakesProducts: false }))) {
      if (node.kind !== "prose") continue;
      const isShort = !/[\d$=]/.test(node.text) && node.text.trim().split(/\s+/).length <= maxWords;
      if (!isShort) return "sentence";
      readability = "words";
    }
    return readability;
  } catch (error) {
    if (error instanceof BudgetExceeded) return "sentence";
    throw error;
  }
}
