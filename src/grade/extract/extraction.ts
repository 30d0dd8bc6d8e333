/**
 * How an answer was found: the rule that took the span. In the order of docs/grading.md: explicit places (`tag` for `<answer>`, `json`,
 * `hashes`, `boxed`, `phrase`, `table`, `choice`), then what is left to read (`whole` text, `bold`, `sentence`); `number` for the style of that name.
 */
export type ExtractionRule =
  | "tag"
  | "json"
  | "hashes"
  | "boxed"
  | "phrase"
  | "table"
  | "choice"
  | "whole"
  | "bold"
  | "sentence"
  | "number";

/** A half-open span [start, end) of a text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An answer's text, as it is to be read, with the span [start, end) of the attempt that it was taken from. */
export interface FoundAnswer extends Span {
  readonly kind: "answer";
  readonly answer: string;
  readonly rule: ExtractionRule;
  readonly reason: string;
}

/** No answer could be found; the reason says what was looked for. */
export interface NoAnswer {
  readonly kind: "noAnswer";
  readonly reason: string;
  /** The value that the text denies, where that is why. */
  readonly denied?: string;
}

/** The result of extraction: a found answer or the statement that there is none. */
export type Extraction = FoundAnswer | NoAnswer;

/** An explicit place for an answer: with the answer that stands there, or the reason why none does. */
export interface Mark {
  /** Where the mark stands; the last mark of a text counts. */
  readonly at: number;
  readonly content: Extraction;
}

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

/** The found answer, its span counted from `offset` earlier. */
export const shifted = (found: FoundAnswer, offset: number): FoundAnswer => ({
  ...found,
  start: found.start + offset,
  end: found.end + offset,
});

const placeholder =
  /^(?:\\text\s?\{|[[<{("'*_\s])*(?:(?:your|the|insert|put|write|final|numerical|correct|my|an?)\s){0,4}(?:answer|result|solution|number|letter|value|option|choice|expression|content)s?(?:\s(?:here|goes here|only|letter))?[\s\]>)}"'*_.]*$|^[.…_?\s]+$|^\\l?dots$|^\$?\\boxed\{\s*\}\$?$/i;

/** What a template leaves where nothing filled it: `{{answer}}`, `[number]`, `###ref`, `%d`, `____`, `XX`. */
const unfilled =
  /^[*_`"'\s]*(?:#{2,}\s?[A-Za-z_]\w*|\{{1,2}\s?[A-Za-z_]\w{2,}\s?\}{1,2}|\$\{\w+\}|<\/?[A-Za-z][\w -]{2,40}>|\[[A-Za-z][A-Za-z_ -]{2,40}\]|%[sdf]|[Xx]{2,}|\?+|tbd|todo)[*_`"'.\s]*$/i;
/** A sign that says something by itself; letters and digits besides. */
const meaningful = /[\p{L}\p{N}∞∅√π±°%]|\{\s*\\?\}/u;

/** Whether a text only says where an answer would stand ("your answer here", "..."), or says nothing at all (":)"). */
export const isPlaceholder = (text: string): boolean =>
  text.length < 80 && (placeholder.test(text) || unfilled.test(text) || !meaningful.test(text));
