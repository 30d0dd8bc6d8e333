import type { FoundAnswer, Span } from "./extraction.ts";
import { nameSource } from "./names.ts";
import { isSame } from "./sprays.ts";
import { valueOfSentence } from "./clauses.ts";
import { sentenceStart } from "./sentences.ts";

const bullet = /^[ \t]*[-*•+][ \t]+(?=\S)/;
/** "2. savings: 65": a numbered item that is nothing but a name and its value. */
const namedItem = /^[ \t]*\d{1,2}[.)][ \t]+\p{L}[\p{L} ]{1,30}:[ \t]*[$-]?\d[\d.,]*(?: \p{L}{1,12})?\.?$/u;
/** An item that says what all of them come to. */
const ofAll =
  /^[\s*_•+-]*(?:so|thus|therefore|hence|finally|in total|altogether|together|overall|total|sum|result|answer|final|conclusion|final step|grand total|all in all|insgesamt|total|résultat|итого|合计|合計)\b|[*_]{2}\s*$|\b(?:so|therefore|hence|thus|in total|altogether)\b/i;

const numbersOf = (text: string): readonly string[] => text.match(/\d[\d.,]*/g) ?? [];

/** Whether a place is in an item of a list with bullets. */
export const isItemOfList = (text: string, { start }: Span): boolean =>
  bullet.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));

/**
 * Whether the value at a place stands in an item of a list with bullets whose items each have a value of their own, so that none of
 * them is the answer: "- pens: 6 - paper: 14". An item that goes on from the one before it is a step.
 */
export function isOneOfItems(text: string, { start, end }: Span): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const line = text.slice(lineStart, end);
  const isNamed = namedItem.test(line) && !ofAll.test(line.replace(/^[ \t]*\d{1,2}[.)][ \t]+/, ""));
  if (!isNamed && (!bullet.test(line) || ofAll.test(line))) return false;
  const lines = text
    .slice(Math.max(0, lineStart - 600), lineStart)
    .trimEnd()
    .split("\n");
  const before = lines.at(-1) ?? "";
  if (isNamed) return namedItem.test(before);
  if (!bullet.test(before) || ofAll.test(before)) return false;
  const said = valueOfSentence(before.replace(bullet, (mark) => " ".repeat(mark.length)));
  if (said.kind !== "value") return false;
  const result = numbersOf(said.answer).at(-1);
  return result === undefined || !numbersOf(line).includes(result);
}

const opposites = "ohne|mit|without|with|sans|avec|sin|con|sem|com|senza|zonder|met|без|с";
/** "Marta tiene 14 años y Luis, 9": after a value another subject, or the opposite circumstance, with a value and no verb. */
const gap = new RegExp(
  String.raw`^(?:\s?\p{L}{1,12})?(?:,?\s(?:and|y|e|et|und|и|а|i|a|en|och|og)\s(?:у\s)?(?:\p{Lu}\p{Ll}{2,}),?\s|,\s(?:and |y |e |et |und |и )?\p{Lu}\p{Ll}{2,},?\s|,\s(?:${opposites})\s(?:\p{L}+\s){1,3})(?:nur |only |just |solo |só |seulement |лишь )?\$?-?\d`,
  "u",
);
const gapBefore = new RegExp(
  String.raw`\d(?:\s?\p{L}{1,12})?(?:,?\s(?:and|y|e|et|und|и|а|i|a|en|och|og)\s(?:у\s)?(?:\p{Lu}\p{Ll}{2,}),?\s|,\s(?:${opposites})\s(?:\p{L}+\s){1,3})(?:nur |only |just |solo |só |seulement |лишь )?\$?$`,
  "u",
);

/** "the smaller root is 4, the larger 36", "Tom is 12; his father, 36" */
const gapOfAnother =
  /^(?:\s?\p{L}{1,12})?[,;]\s(?:and\s|but\s)?(?:the\s(?:\p{L}{2,}er|second|last|next)(?:\s(?:one|root|number|side))?|(?:his|her|their|its|the)\s\p{L}+(?:['’]s)?,)\s\$?-?\d/u;

/** "小明有12个，小红有8个": a verb that is said again of another subject. */
const saidOfTwo =
  /(有|是|得|买|剩)\s?-?\d[\d.]*\p{Script=Han}{0,4}[,，、；;]\s?(?!所以|因此|故|共|一共|总共|还|又|就|那么|而)\p{Script=Han}{1,4}\1\s?-?\d/u;

/** Whether a value is one of two that a sentence gives two subjects, the second without a verb, so that it is not the answer alone. */
export const isGapped = (sentence: string, { start, end }: Span): boolean =>
  saidOfTwo.test(sentence.slice(Math.max(0, start - 80), end + 80)) ||
  gap.test(sentence.slice(end, end + 80)) ||
  gapOfAnother.test(sentence.slice(end, end + 80)) ||
  gapBefore.test(sentence.slice(Math.max(0, start - 80), start));

const display = /(?:\$\$([^$]+)\$\$|\\\[([^]+?)\\\])$/;
const assignment = new RegExp(String.raw`^\s*(${nameSource})\s*=\s*([^=]+?)[\s.,;]*$`);
const plainNumber = /^-?(?:\d[\d.,]*|\\[dt]?frac\s?\{-?\d+\}\s?\{\d+\}|\d+\/\d+)$/;
const joined = /^[\s.,;]*(?:(?:and|or|und|oder|et|ou|y|o|e|и|или)\b[^\n$\\]{0,60})?[\s.,;:]*$/i;

/**
 * The list that a displayed value is with those that stand before it, which only "and" or nothing joins to it: two values of one name
 * that differ, or the numbers of several names. Null where it stands alone, or is the last of a derivation.
 */
export function withDisplaysBefore(text: string, { answer, start }: FoundAnswer): string | null {
  const values: { name: string; value: string }[] = [];
  let [from, content] = [
    start,
    display
      .exec(answer)
      ?.slice(1)
      .find((part) => part !== undefined) ?? "",
  ];
  for (let i = 0; i < 8; i++) {
    const [, name, value] = assignment.exec(content) ?? [];
    if (name === undefined || value === undefined) break;
    values.unshift({ name, value });
    const before = text.slice(Math.max(0, from - 400), from);
    const gap = Math.max(before.lastIndexOf("$$"), before.lastIndexOf("\\]")) + 2;
    const found = gap < 2 || !joined.test(before.slice(gap)) ? null : display.exec(before.slice(0, gap));
    if (found === null) break;
    content = found[1] ?? found[2] ?? "";
    from -= before.length - found.index;
  }
  const last = values.at(-1);
  if (last === undefined || values.length < 2) return null;
  if (values.every(({ name }) => name === last.name))
    return values.some(({ value }) => isSame(value, last.value)) &&
      values.every((one, i) => i === values.length - 1 || isSame(one.value, last.value))
      ? null
      : values.map(({ name, value }) => `${name} = ${value}`).join(", ");
  const areNumbers = values.every(({ value }) => plainNumber.test(value));
  const areNamed = new Set(values.map(({ name }) => name)).size === values.length;
  return areNumbers && areNamed ? values.map(({ name, value }) => `${name} = ${value}`).join(", ") : null;
}

const caseLabel =
  /^[\s*_>#-]*(?:case|fall|caso|cas|geval|случай|情况|情形|場合|경우|scenario|situation)\s?#?(\d{1,2}|[A-E]|[IVX]{1,4}|[一二三])(?![\w])/iu;
const isEmptyCase = /\bno (?:\w+ )?(?:solutions?|values?|cases?)\b|\bimpossible\b|\bcontradict|\bnone\b|not possible/i;
const concludes =
  /^[\s*_>#-]*(?:so|thus|therefore|hence|altogether|in total|in (?:both|all|either) cases?|either way)\b/i;

/** Whether the value at a place is what one of several cases gives, of which the text takes none and which it does not add up. */
export function isOneOfCases(text: string, { start }: Span): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const own = caseLabel.exec(text.slice(lineStart, lineStart + 60))?.[1];
  if (own === undefined || concludes.test(text.slice(sentenceStart(text, start), start))) return false;
  const others = text
    .slice(Math.max(0, lineStart - 3000), lineStart)
    .split("\n")
    .filter((line) => caseLabel.test(line) && caseLabel.exec(line)?.[1] !== own);
  return others.length > 0 && !others.every((line) => isEmptyCase.test(line));
}
