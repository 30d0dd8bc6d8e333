/** How an answer was found: the rule that took the span. */
export type ExtractionRule = "boxed" | "hashes" | "phrase" | "bold" | "whole" | "math" | "number" | "choice";

/** An answer's text with the half-open span [start, end) it was taken from, in UTF-16 units of the attempt. */
export interface FoundAnswer {
  readonly kind: "answer";
  readonly answer: string;
  readonly start: number;
  readonly end: number;
  readonly rule: ExtractionRule;
  readonly reason: string;
}

/** No answer could be found; the reason says what was looked for. */
export interface NoAnswer {
  readonly kind: "noAnswer";
  readonly reason: string;
}

/** What extraction returns: a found answer or the statement that there is none. */
export type Extraction = FoundAnswer | NoAnswer;

const emptyBox = /^\$?\\boxed\{\s*\}\$?$/;

const isBlank = (char: string | undefined): boolean => char !== undefined && char.trim() === "";

/** The answer at [start, end) without its outer blanks; null when nothing but blanks is there. */
export function takeSpan(
  text: string,
  start: number,
  end: number,
  rule: ExtractionRule,
  reason: string,
): FoundAnswer | null {
  let from = start;
  let to = end;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return from === to || emptyBox.test(text.slice(from, Math.min(to, from + 40)))
    ? null
    : { kind: "answer", answer: text.slice(from, to), start: from, end: to, rule, reason };
}
