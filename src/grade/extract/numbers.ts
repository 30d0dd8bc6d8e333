import { type FoundAnswer, takeSpan } from "./extraction.ts";

const number = /\d+ \d{1,3}\/\d{1,3}(?![\d/])|(?:\d{1,3}(?:(?:,|\{,\}|,\\!)\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+/g;
const suffix = /^(?:e[-+]?\d{1,4}|\s?\/\s?\d+(?:\.\d+)?|:\d+(?::\d+)?(?:\s?[ap]\.?m\b)?)?(?:\\?%)?/i;

/** Where a sign or a currency before the number at `at` begins; a minus between two operands is no sign. */
function signStart(text: string, at: number): number {
  let start = at;
  if (text[start - 1] === "$") start -= text[start - 2] === "\\" ? 2 : 1;
  const sign = text[start - 1];
  if (sign !== "-" && sign !== "\u2212") return start;
  return /[\w)}\]]/.test(text[start - 2] ?? " ") ? start : start - 1;
}

/** Every number of a text with its sign, separators, fraction, exponent or percent sign; powers and indices are no numbers. */
function* numbersOf(text: string): Generator<readonly [number, number]> {
  let taken = 0;
  for (const match of text.matchAll(number)) {
    if (match.index < taken || /[\^_A-Za-z]/.test(text[match.index - 1] ?? " ")) continue;
    const end = match.index + match[0].length;
    taken = end + (suffix.exec(text.slice(end, end + 24))?.[0].length ?? 0);
    yield [signStart(text, match.index), taken];
  }
}

const tailChars = 2000;

/** The last number of the text with its sign, separators, fraction, exponent or percent sign. */
export function lastNumber(text: string): FoundAnswer | null {
  for (const size of [tailChars, text.length]) {
    const cut = Math.max(0, text.length - size);
    const from = cut === 0 ? 0 : Math.max(cut, text.indexOf(" ", cut));
    let last: readonly [number, number] | null = null;
    for (const span of numbersOf(text.slice(from))) last = span;
    if (last !== null) return takeSpan(text, from + last[0], from + last[1], "number", "the last number of the text");
  }
  return null;
}

/** The last `$...$`, `\(...\)` or `\[...\]` of the text. */
export function lastMath(text: string): FoundAnswer | null {
  const close = Math.max(text.lastIndexOf("$"), text.lastIndexOf("\\)"), text.lastIndexOf("\\]"));
  if (close < 0) return null;
  const reason = "the last formula of the text";
  if (text[close] === "\\") {
    const open = text.lastIndexOf(text[close + 1] === ")" ? "\\(" : "\\[", close);
    return open < 0 ? null : takeSpan(text, open + 2, close, "math", reason);
  }
  const end = text[close - 1] === "$" ? close - 1 : close;
  const open = text.lastIndexOf("$", end - 1);
  const isCurrency = text[close - 1] === "\\" || /^\d/.test(text.slice(close + 1, close + 2));
  return open < 0 || end === 0 || isCurrency ? null : takeSpan(text, open + 1, end, "math", reason);
}

/** The last formula of the text, or a number that comes after it. */
export function lastValue(text: string): FoundAnswer | null {
  const [formula, number] = [lastMath(text), lastNumber(text)];
  return formula === null || (number !== null && number.start >= formula.end) ? number : formula;
}

/** The first formula or number of a sentence. */
export function firstValue(sentence: string): FoundAnswer | null {
  const formula = /\$([^$]+)\$|\\\((.+?)\\\)/.exec(sentence);
  if (formula !== null && !/^\$\s?[\d.,]+\s/.test(formula[0])) {
    return takeSpan(sentence, formula.index, formula.index + formula[0].length, "math", "the first formula");
  }
  const [first] = numbersOf(sentence);
  return first === undefined ? null : takeSpan(sentence, first[0], first[1], "number", "the first number");
}
