import type { Span } from "./extraction.ts";

const abbreviation =
  /(?:^|[\s(])(?:[ap]\.?m|vs|sq|ft|in|cm|km|min|sec|hr|approx|no|rs|eq|fig|mr|mrs|ms|dr|st|i\.e|e\.g|resp|ca|etc)$/i;
/** What is never the end of a sentence, whatever follows. */
const latin = /(?:^|[\s(,])(?:i\.?e|e\.g|vs|approx|ca|rs|eq|fig|resp|dr|mr|mrs|ms|cf)$/i;
const inchesAfter = /^\.\s+[a-z(]/;

/** Whether the stop at `at` ends a sentence: a blank or the end follows, and it is not an abbreviation's. */
function stopsAt(text: string, at: number, from: number): boolean {
  const char = text[at];
  if (char === "。" || char === "।" || char === "！" || char === "？") return true;
  if (char !== "." && char !== "!" && char !== "?") return false;
  const next = text[at + 1];
  if (char === "." && next === "\\" && /^\\(?:overline|dot|bar)/.test(text.slice(at + 1, at + 10))) return false;
  const isEnd = next === undefined || next.trim() === "" || /["')*_\]<\\$]/.test(next);
  if (!isEnd || (char === "!" && /[\d)}a-z]/i.test(text[at - 1] ?? "") && next !== undefined && next.trim() !== ""))
    return false;
  if (char !== ".") return char === "?" || !isFactorial(text, at);
  const before = text.slice(Math.max(from, at - 8), at);
  if (latin.test(before)) return next === undefined;
  if (/(?:^|[\s:*(])[A-J]$/.test(before) && /^\.\s\S/.test(text.slice(at, at + 3)))
    return !/^\.\s+(?:[-$\\\d]|[A-Za-z]{3,20}(?: [A-Za-z]{2,20})?[*_]{0,3}\.?\s*$)/m.test(
      text.slice(at, lineEnd(text, at)),
    );
  if (!abbreviation.test(before)) return true;
  return next !== undefined && !inchesAfter.test(text.slice(at, at + 6)) && !/[ap]\.?m$/i.test(before);
}

/** `5!` in a formula's sentence is not an exclamation. */
const isFactorial = (text: string, at: number): boolean =>
  /[\d)n]/.test(text[at - 1] ?? "") && !/^!\s*(?:$|[A-Z\n(]|\p{Emoji_Presentation})/u.test(text.slice(at, at + 4));

/** Where the sentence that holds `from` ends, at the latest at `limit`; nothing inside `$...$` ends one. */
export function sentenceEnd(text: string, from: number, limit: number): number {
  let inMath = false;
  for (let i = from; i < limit; i++) {
    if (text.startsWith("$$", i)) {
      if (inMath && /\.\s?$/.test(text.slice(Math.max(from, i - 2), i)) && /^\s+[A-Z]/.test(text.slice(i + 2, i + 6)))
        return i + 2;
      inMath = !inMath && isDisplayed(text, i++, limit);
    } else if (text[i] === "$" && text[i - 1] !== "\\") inMath = !inMath && hasClosing(text, i, limit);
    if (!inMath && stopsAt(text, i, from)) return i;
  }
  return limit;
}

/** Where the sentence ends that holds what ends at `at`, which may be inside of a formula with dollar signs. */
export function sentenceEndAfter(text: string, at: number): number {
  const limit = lineEnd(text, at);
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at).replaceAll("\\$", "  ");
  const isOpen = (before.match(/\$/g) ?? []).length % 2 === 1;
  const close = isOpen ? /^[^$\n]{0,60}?\${1,2}/.exec(text.slice(at, limit))?.[0].length : undefined;
  return sentenceEnd(text, at + (close ?? 0), limit);
}

/** Two dollar signs that close before `limit`. */
const isDisplayed = (text: string, at: number, limit: number): boolean => {
  const close = text.indexOf("$$", at + 2);
  return close >= 0 && close < limit;
};

/** A dollar sign that closes on its line; else it is money. */
const hasClosing = (text: string, at: number, limit: number): boolean => {
  const close = text.indexOf("$", at + 1);
  return close >= 0 && close < limit && !/^\d[\d.,]*\s+[a-z]{2,}[\s.,;:!?)]/i.test(text.slice(at + 1, close));
};

const unfinished = /(?:[+/=×÷^(,]|\s[-−*]|\\(?:times|cdot|div|frac|sqrt|left)|\\frac\{[^{}]*\}?)\s*\$?\s*$/;

/** Words that no sentence ends with. */
const dangling =
  /(?:\S+\s+){3}(?<!=\s*)(?:so|and|the|an|of|to|by|with|then|we|now|which|because|since|but|or|if|when|from|has|have|their|her|his|its|our|let|is|are|was|were|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|as|that|than|whose|while|every|been|into|your|my|these|through|between|during|whether|although|times|plus|minus|divided|multiplied)\s*$/;

/** Whether a sentence breaks off where the text ends, in the middle of a formula or before its last words: "15 + 20 +". */
export function isCutOff(text: string, start: number, end: number): boolean {
  if (text.slice(end).trim() !== "") return false;
  const last = text.slice(Math.max(start, end - 60), end);
  return unfinished.test(last) || dangling.test(last);
}

/** Where the sentence that holds `at` begins: after the last stop that a blank follows, or on its line. */
export function sentenceStart(text: string, at: number): number {
  const before = text.slice(Math.max(0, at - 200), at);
  const stop = Math.max(before.lastIndexOf("\n"), ...[". ", "! ", "? ", "。"].map((mark) => before.lastIndexOf(mark)));
  return at - before.length + stop + 1;
}

/** The end of the line that holds `from`. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The sentences of the text from `from` on, in order; a line break ends one outside of displayed formulas. */
export function sentencesIn(text: string, from = 0): Span[] {
  const spans: Span[] = [];
  for (let start = from; start < text.length;) {
    const limit = displayEnd(text, start) ?? lineEnd(text, start);
    const stop = sentenceEnd(text, start, limit);
    const end = ledTo(text, start, stop) ?? stop;
    if (text.slice(start, end).trim() !== "") spans.push({ start, end });
    start = Math.max(end + 1, start + 1);
  }
  return spans;
}

const maxLeadChars = 400;
const maxDisplayChars = 3000;
const leads =
  /(?:\b(?:is|are|be|gives?|get|obtain|find|yields?|equals|becomes|have)(?: that)?:?|\b(?:gives?|get|obtain|result|answer|solution|is|are)\b[^.\n]{0,40}(?::|\b(?:below|as follows)))$/i;
/** What leads to a formula that the question gave, or that only shows something. */
const ofQuestion =
  /\b(?:given|problem|question|task|exercise|recall|mistake|how to|typeset|code|input|template|example|format)\b/i;
const displayed = /^[.\s]{0,3}\n\s{0,8}(?=\$\$|\\\[)/;

/** The end of the displayed formula below a sentence that leads to it: "hence it is", "we get:"; null where none does. */
function ledTo(text: string, start: number, stop: number): number | null {
  const lead = text.slice(start, Math.min(stop, start + maxLeadChars + 1)).trimEnd();
  if (lead.length > maxLeadChars || !leads.test(lead) || ofQuestion.test(lead)) return null;
  const gap = displayed.exec(text.slice(stop, stop + 16))?.[0].length;
  if (gap === undefined) return null;
  const open = stop + gap;
  const close = text.indexOf(text[open] === "$" ? "$$" : "\\]", open + 2);
  return close < 0 || close - open > maxDisplayChars ? null : close + 2;
}

/** The end of the line that ends a displayed formula which begins on this one. */
function displayEnd(text: string, start: number): number | null {
  const line = text.slice(start, lineEnd(text, start));
  const open = /\\\[|\$\$|\\begin\{(?:align|equation|gather|aligned|cases)/.exec(line);
  if (open === null) return null;
  const closing = open[0] === "\\[" ? "\\]" : open[0] === "$$" ? "$$" : "\\end{";
  const close = text.indexOf(closing, start + open.index + open[0].length);
  return close < 0 || close - start > maxDisplayChars ? null : lineEnd(text, close);
}
