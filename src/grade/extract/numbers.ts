import { type FoundAnswer, takeSpan } from "./extraction.ts";

const number = /(?:\d{1,3}(?:(?:,|\{,\}|,\\!)\d{3})+|\d+)(?:\.\d+)?|\.\d+/g;
const exponent = /^(?:e[-+]?\d{1,4}|\s?\/\s?\d+(?:\.\d+)?)/i;

/** Where a sign or a currency before the number at `at` begins; a minus between two operands is no sign. */
function signStart(text: string, at: number): number {
  let start = at;
  if (text[start - 1] === "$") start -= text[start - 2] === "\\" ? 2 : 1;
  const sign = text[start - 1];
  if (sign !== "-" && sign !== "\u2212") return start;
  return /[\w)}\]]/.test(text[start - 2] ?? " ") ? start : start - 1;
}

/** The last number of the text with its sign, separators, fraction, exponent or percent sign. */
export function lastNumber(text: string): FoundAnswer | null {
  let last: FoundAnswer | null = null;
  let taken = 0;
  for (const match of text.matchAll(number)) {
    if (match.index < taken) continue;
    let end = match.index + match[0].length;
    end += exponent.exec(text.slice(end, end + 24))?.[0].length ?? 0;
    if (text.startsWith("%", end)) end += 1;
    else if (text.startsWith("\\%", end)) end += 2;
    last = takeSpan(text, signStart(text, match.index), end, "number", "the last number of the text");
    taken = end;
  }
  return last;
}

/** The last `$...$`, `\(...\)` or `\[...\]` of the last paragraph that has one. */
export function lastMath(text: string): FoundAnswer | null {
  const close = Math.max(text.lastIndexOf("$"), text.lastIndexOf("\\)"), text.lastIndexOf("\\]"));
  if (close < 0) return null;
  const reason = "the last formula of the text";
  if (text[close] === "\\") {
    const open = text.lastIndexOf(text[close + 1] === ")" ? "\\(" : "\\[", close);
    return open < 0 ? null : takeSpan(text, open + 2, close, "math", reason);
  }
  const isDouble = text[close - 1] === "$";
  const end = isDouble ? close - 1 : close;
  const open = text.lastIndexOf("$", end - 1);
  const isCurrency = text[close - 1] === "\\" || /^\d/.test(text.slice(close + 1));
  return open < 0 || end === 0 || isCurrency ? null : takeSpan(text, open + 1, end, "math", reason);
}
