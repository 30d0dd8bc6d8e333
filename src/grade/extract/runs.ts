import { nameSource } from "./names.ts";
import { isPlaceholder, type Span } from "./extraction.ts";
import { unitEnd, type Value } from "./numbers.ts";

/** A predicate's meaning: a value, that something is not the value, or nothing that is one. */
export type Said =
  | { readonly kind: "value"; readonly span: Span; readonly answer: string }
  | { readonly kind: "denial"; readonly denied: string }
  | { readonly kind: "nothing" };

/** No value. */
export const nothing: Said = { kind: "nothing" };

/** A part of a sentence, as a value. */
export function valueOf(sentence: string, start: number, end: number): Said {
  let [from, to] = [start, end];
  const trims = /[\s*_`,;:"\u201d\u201c]/;
  while (from < to && trims.test(sentence[from] ?? "") && !sentence.startsWith("**", from - 1)) from++;
  while (to > from && (trims.test(sentence[to - 1] ?? "") || (sentence[to - 1] === "." && sentence[to - 2] !== ".")))
    to--;
  return from === to || isPlaceholder(sentence.slice(from, to))
    ? nothing
    : { kind: "value", span: { start: from, end: to }, answer: sentence.slice(from, to) };
}

const joiner =
  /^[\s,;、/|]*(?:and\/or|and|or|&|und|oder|et|ou|y|o|e|и|или|або|lub|eller|veya|hoặc|atau|of|або|或者?|和|及|与|または|と|또는|와|과|または)?[\s,]*$/i;

/** "or x =": the next value with its name. */
const namedJoiner = new RegExp(
  String.raw`^\s*(?:[,;、]|[,;、]?\s*(?:and|or|und|oder|et|ou|y|o|e|и|или|lub|eller|và|hoặc|dan|atau|en|of|和|及|或者?)(?!\p{L}))\s*\$?${nameSource}\s?=\s?$`,
  "iu",
);
const nameBefore = new RegExp(String.raw`(${nameSource})\s?=\s?$`);
const nameChars = 40;

/** The first formula of the values and those that are joined to it by commas, "and" or "or". */
export function formulaRun(text: string, values: readonly Value[], offset: number): Said {
  const [first] = values;
  if (first === undefined) return nothing;
  let last = first;
  for (const value of values.slice(1)) {
    if (!joiner.test(text.slice(last.end, value.start)) || !value.isFormula) break;
    last = value;
  }
  if (last !== first)
    return valueOf(text, first.start, last.end) === nothing
      ? nothing
      : shiftedBy(valueOf(text, first.start, last.end), offset);
  const after = /^\s?(?:\\?%|°|percent|degrees?)/.exec(text.slice(first.end))?.[0].length ?? 0;
  const unit = unitEnd(text, first.end);
  if (after === 0 && unit > first.end) return shiftedBy(valueOf(text, first.start, unit), offset);
  if (after > 0) return shiftedBy(valueOf(text, first.start, first.end + after), offset);
  return shiftedBy(valueOf(text, first.inner.start, first.inner.end), offset);
}

const shiftedBy = (said: Said, offset: number): Said =>
  said.kind === "value" ? { ...said, span: { start: said.span.start + offset, end: said.span.end + offset } } : said;

/** The values of a run with the one at `index`: "3 and 8", "1, 2, 3" are one list; `stands` tells which values may be its members. */
export function listAround(
  text: string,
  values: readonly Value[],
  index: number,
  stands: (value: Value) => boolean,
): readonly Value[] {
  const isJoined = (at: number): boolean => {
    const [before, here] = [values[at - 1], values[at]];
    const areMembers = before !== undefined && here !== undefined && stands(before) && stands(here);
    if (!areMembers) return false;
    const between = text.slice(before.end, here.start);
    return joiner.test(between) || (!here.isFormula && namedJoiner.test(between));
  };
  let [first, last] = [index, index];
  while (isJoined(first)) first--;
  while (isJoined(last + 1)) last++;
  return values.slice(first, last + 1);
}

/** "5 feet 9 inches": one quantity in two units. */
const compound =
  /\d\s?(?:(?:feet|foot|ft)\.?,?\s(?:and\s)?\S+\s?in(?:ch(?:es)?)?|(?:hours?|hrs?|h)\.?,?\s(?:and\s)?\S+\s?min(?:ute)?s?|min(?:ute)?s?\.?,?\s(?:and\s)?\S+\s?s(?:ec(?:ond)?s?)?|(?:pounds?|lbs?)\.?,?\s(?:and\s)?\S+\s?(?:ounces?|oz)|years?,?\s(?:and\s)?\S+\s?months?|(?:met(?:er|re)s?|m),?\s(?:and\s)?\S+\s?(?:cm|centimet(?:er|re)s?))$/i;

/** The list that joined values are, in a form that no single value equals. */
export function listOf(text: string, members: readonly Value[], offset: number): Said {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return nothing;
  const whole = text.slice(first.start, last.end);
  if (members.length === 2 && compound.test(whole)) return shiftedBy(valueOf(text, first.start, last.end), offset);
  const names = members.map(
    ({ inner }) => nameBefore.exec(text.slice(Math.max(0, inner.start - nameChars), inner.start))?.[1],
  );
  const isNamed = names.every((name) => name !== undefined) && names.some((name) => name !== names[0]);
  const texts = members.map(
    ({ inner }, i) => (isNamed ? `${names[i] ?? ""} = ` : "") + text.slice(inner.start, inner.end),
  );
  if (texts.every((member) => member === texts[0]))
    return shiftedBy(valueOf(text, first.inner.start, first.inner.end), offset);
  const isOr = /\b(?:or|oder|ou|o|или|lub|eller|veya|hoặc|atau)\b/i.test(text.slice(first.end, last.start));
  const answer = texts.join(isOr ? " \\text{ or } " : ", ");
  return { kind: "value", span: { start: first.start + offset, end: last.end + offset }, answer };
}
