import type { FoundAnswer } from "./extraction.ts";
import { hasDecimalComma, isEnglish } from "./languages.ts";

const maxSentence = 300;
/** A number with a decimal comma; a pair in its brackets, `(5,0)`, is none. */
const decimal =
  /(?<![\d.,{])(?!(?<=\([-−]?)\d+,\d+\))(\d{1,3}(?:[. ]\d{3})+|\d+),(\d{1,2}|\d{4,}|(?<=(?<!\d)0,)\d{3})(?![\d,])/g;
const grouped = /(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])/g;

/** The answer with its numbers as English writes them, where the sentence that it stands in is of a language with a decimal comma. */
export function withPoints({ answer, start, end }: FoundAnswer, text: string): string {
  if (!/\d[.,]\d/.test(answer)) return answer;
  if (both.test(answer) || zeroFirst.test(answer)) return pointed(answer);
  const from = Math.max(text.lastIndexOf("\n", start - 1) + 1, start - maxSentence);
  const sentence = `${text.slice(from, start)} ${text.slice(end, end + 60).split("\n", 1)[0] ?? ""}`;
  if (!hasDecimalComma(sentence) && !hasDecimalComma(text.slice(0, 600)))
    return isEnglish(sentence) ? answer.replace(counted, (number) => number.replaceAll(",", "")) : answer;
  return pointed(answer);
}

/** `2,500 litres`: a number of English with its thousands, and what it counts. */
const counted = /^\$?\d{1,3}(?:,\d{3})+(?=\s[A-Za-z]|$)/;

/** `1.234,50`, which no language reads otherwise. */
const both = /(?<![\d.,])\d{1,3}(?:\.\d{3}|(?: \d{3}))+,\d{1,2}(?![\d,])/;

/** `0,375`: no group of thousands begins with a zero. */
const zeroFirst = /^\W{0,3}0,\d{3,}\W{0,3}$/;

const pointed = (answer: string): string =>
  answer
    .replace(decimal, (_, whole: string, places: string) => `${whole.replace(/[. ]/g, "")}.${places}`)
    .replace(grouped, (digits) => digits.replaceAll(".", ""));
