import { isUnitWord } from "../parse/units.ts";
import { scaleWords } from "../parse/vocabulary.ts";
import { type FoundAnswer, type Span, takeSpan } from "./extraction.ts";

const number =
  /\d+ \d{1,3}\/\d{1,3}(?![\d/])|(?:\d{1,3}(?:\.\d{3})+,\d+(?![\d,])|\d+,\d{1,2}(?![\d,])|\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])|\d{1,3}(?:(?:,|\{,\}|,\\!|')\d{3})+(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?![\d.])|\d{1,3}(?: \d{3})+(?:,\d{1,2}(?![\d,]))?(?![\d/])|\d+)(?:\.\d+)?|\.\d+/g;
/** The signs of fractions, "2½", which few texts have. */
const fractionSign = /[¼½¾⅓-⅞]/;
const numberWithSign = new RegExp(String.raw`\d{0,4}\s?${fractionSign.source}|${number.source}`, "g");
const suffix =
  /^(?:e[-+]?\d{1,4}|\s?(?:\\times|×|\*|x)\s?10\^(?:\{-?\d+\}|-?\d+)|\s?\/\s?\d+(?:\.\d+)?|:\d+(?::\d+)?(?:\s?[ap]\.?m\b)?)?(?:\s?(?:\\?%|°))?/i;
const unitWords =
  /^[ -]?((?:square|cubic|sq\.?|cu\.?) )?([A-Za-z]{1,12})(?!\p{L})((?:\/| per )[A-Za-z]{1,8}(?!\p{L}))?(?:\^?[23²³])?/u;

/** "31 in base 5", "31 (base 5)": digits with their base. */
const inBase =
  /^\s(?:in base[\s-]|\(base\s)(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|twelve|sixteen)(?![\w])\)?/i;

/** The end of the unit that follows a number or a formula, or of that itself. */
export function unitEnd(text: string, end: number): number {
  const base = inBase.exec(text.slice(end, end + 24))?.[0];
  if (base !== undefined && /\d$/.test(text.slice(0, end))) return end + base.length;
  const [words, , name = ""] = unitWords.exec(text.slice(end, end + 44)) ?? [];
  if (words !== undefined && scaleWords.has(name.toLowerCase())) return end + words.length;
  const isUnit = words !== undefined && isUnitWord(name) && !/^(?:a|in|as|second|at|am|pm|mi|h|quarter)$/i.test(name);
  return isUnit ? end + words.length : end;
}

/** Where a sign or a currency before the number at `at` begins; a minus between two operands is not a sign. */
function signStart(text: string, at: number): number {
  let start = at;
  if (text[start - 1] === "$") start -= text[start - 2] === "\\" ? 2 : 1;
  else if (/[€£¥₹]/.test(text[start - 1] ?? "")) start--;
  const sign = text[start - 1];
  if (sign !== "-" && sign !== "\u2212") return start;
  return /[\w)}\]]/.test(text[start - 2] ?? " ") ? start : start - 1;
}

/** "2sided", "3D", "the 40's": the rest of a word that only begins with digits. */
const ofWord = /^(?:-?sided|D|['’]s)(?![\p{L}\d])/u;

/** Every number of a text with its sign, separators, fraction, exponent or percent sign; powers and indices are no numbers. */
export function* numbersOf(text: string): Generator<Span> {
  let taken = 0;
  const numbers = new RegExp(fractionSign.test(text) ? numberWithSign : number);
  for (let match = numbers.exec(text); match !== null; match = numbers.exec(text)) {
    if (/[\^_A-Za-zÀ-ɏ@]/.test(text[match.index - 1] ?? " ")) continue;
    if (ofWord.test(text.slice(match.index + match[0].length, match.index + match[0].length + 24))) continue;
    if (/^(?:st|nd|rd|th)\b/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 3)))
      continue;
    const end = match.index + match[0].length;
    taken = end + (suffix.exec(text.slice(end, end + 30))?.[0].trimEnd().length ?? 0);
    if (/^[a-cnpqrtu-z](?![A-Za-z])/.test(text.slice(end, end + 2))) continue; // 3x
    numbers.lastIndex = Math.max(taken, numbers.lastIndex);
    yield { start: signStart(text, match.index), end: taken };
  }
}

const tailChars = 2000;

/** The last number of the text with its sign, separators, fraction, exponent or percent sign. */
export function lastNumber(text: string): FoundAnswer | null {
  for (const size of [tailChars, text.length]) {
    const cut = Math.max(0, text.length - size);
    const from = cut === 0 ? 0 : Math.max(cut, text.indexOf(" ", cut));
    let last: Span | null = null;
    for (const span of numbersOf(text.slice(from))) last = span;
    if (last !== null)
      return takeSpan(text, from + last.start, from + last.end, "number", "the last number of the text");
  }
  return null;
}

/** A formula or a number of a sentence; `inner` is a formula without its delimiters. */
export interface Value extends Span {
  readonly inner: Span;
  readonly isFormula: boolean;
}

const formula = /\$\$([^$]+)\$\$|(?<!\\)\$([^$]+)(?<!\\)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;
/** What only looks like a formula: `$5, so they pay $`. */
const money = /^\s?\d[\d,.]*(?:[,.;:)]*\s+(?:[A-Za-z]{2,}|a\b|[-–—(]).*|[,.;:)]*\s+)$/s;

/** The formulas of a text, with what their delimiters hold. */
function formulasIn(text: string): Value[] {
  const values: Value[] = [];
  if (!/[$\\]/.test(text)) return values;
  formula.lastIndex = 0;
  for (let match = formula.exec(text); match !== null; match = formula.exec(text)) {
    const content = match[1] ?? match[2] ?? match[3] ?? match[4] ?? "";
    if (match[2] !== undefined && money.test(content)) {
      formula.lastIndex = match.index + 1;
      continue;
    }
    const start = match.index + match[0].indexOf(content);
    const end = match.index + match[0].length;
    values.push({ start: match.index, end, inner: { start, end: start + content.length }, isFormula: true });
  }
  return values;
}

const month = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember|ember|ober)?";
const date = new RegExp(
  String.raw`\b(?:${month}\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?|\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?${month}(?:,?\s\d{4})?)(?![\w/])`,
  "gi",
);

/** The days of the year that a sentence names, each as one value. */
const datesIn = (sentence: string): Value[] =>
  [...sentence.matchAll(date)].map((match) => {
    const span = { start: match.index, end: match.index + match[0].length };
    return { ...span, inner: span, isFormula: false };
  });

/** The formulas, dates and numbers of a sentence in order; a number takes its unit along. */
export function valuesIn(sentence: string): Value[] {
  const values = [...formulasIn(sentence), ...datesIn(sentence)];
  let masked = sentence;
  for (const { start, end } of values) masked = masked.slice(0, start) + " ".repeat(end - start) + masked.slice(end);
  let taken = 0;
  for (const { start, end } of numbersOf(masked)) {
    if (start < taken) continue; // the base of the number before it
    taken = unitEnd(masked, end);
    const span = { start, end: taken };
    values.push({ ...span, inner: span, isFormula: false });
  }
  return values.sort((a, b) => a.start - b.start);
}

/** The one ordinal of a part of a sentence that has no other value: "on the 31st day". */
export function ordinalIn(text: string): Span | null {
  const [first, ...more] = [...text.matchAll(/(?<![\w.,])\d{1,9}(?:st|nd|rd|th)\b/g)];
  return first === undefined || more.length > 0 ? null : { start: first.index, end: first.index + first[0].length };
}
