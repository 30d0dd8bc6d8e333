import type { Span } from "./extraction.ts";
import { moodSource, otherMoodTest } from "./moods.ts";
import { lineEnd } from "./sentences.ts";

/** Commands whose braces hold words or put them under or over a value, blanks, delimiters, emphasis. */
const dress =
  /\\(?:text(?:bf|it|rm|sf|tt|normal|color)?|mbox|math(?:rm|bf|it|sf)|operatorname|(?:under|over)(?:set|brace|line)|stackrel)(?![a-z])|\\q?quad(?![a-z])|\\[,;:! ()[\]]|[{}$*~_^]/g;

/** A text with the words of its formulas as plain words, each at its place: `12 \text{ (rejected)}` as `12        (rejected) `. */
const inWords = (text: string): string => text.replace(dress, (sign) => " ".repeat(sign.length));

const gap = String.raw`\s{0,20}`;
const adverbs = String.raw`(?:(?:clearly|obviously|still|definitely|actually|also|certainly|therefore|simply|just|in fact|an?|the|our|my)\s{1,8}){0,3}`;
const right = String.raw`(?:right|correct|valid|true|(?:possible|allowed)(?! (?:to|for|with|in)\b)|acceptable|admissible|it(?![a-z])|what (?:we|is|was)|(?:an?|the|our) (?:(?:right|correct|actual|final|valid|real|true) )?(?:answer|solution|root|value|result|case)\b)`;
const wrong = String.raw`wrong|incorrect|false|mistaken|erroneous|invalid|extraneous|rejected|discarded|excluded|inadmissible|impossible(?! (?:to|for|with|in)\b)|retracted|withdrawn|disproved|a mistake|a typo|an error|not (?:quite |really )?${right}`;
const fails = String.raw`(?:fails|violates|contradicts)(?![a-z])|(?:can ?not|can['’]t|could not|couldn['’]t) be ${right}|(?:does not|doesn['’]t) (?:work|fit|satisfy|solve|hold|check out|make sense)|(?:isn['’]t|wasn['’]t) (?:quite |really )?${right}`;
const copula = String.raw`(?:is|was|would be|must be|has to be|seems|looks|turns out to be|turned out to be|has been|had been)\s{1,8}`;
const pronoun = String.raw`(?:which|that|this|it)(?:['’]s)?\s{1,8}`;
/** A judgement of something else has that behind it: "(false alarms)", "(rejected root: -3)", "not the answer 13". */
const ofAnother = String.raw`(?:\s{1,4}\p{L}+s(?![a-z])|(?:\s{1,4}(?:answer|root|solution|value|result|one))?[\s:(=$]{1,6}(?:\p{L}\s?=\s?)?[-−]?\d)`;
const judged = String.raw`(?:${adverbs}(?:${wrong})(?![a-z])(?!${ofAnother}))`;
const said = String.raw`(?:${copula}${judged}|${fails})`;
/** How a value is judged behind itself: "is wrong", "(not correct)", "students, which cannot be right", "wrong". */
const behind = new RegExp(
  String.raw`^[)\]}\s]{0,40}(?:${said}|[,;:([—–-]${gap}(?:(?:but|and)\s{1,4})?(?:${pronoun})?(?:${judged}|${said})|(?:${wrong})(?=\s*(?:[.,;:)!—–]|$))|(?:\s(?:\p{L}+\s){0,2}\p{L}+${gap})?[,;([—–]${gap}(?:(?:but|and)\s{1,4})?${pronoun}${said}|[([]?${gap}by (?:mistake|accident)\b|[([]${gap}(?:as )?(?:(?:just|only|an?|our|the|my)\s{1,8}){0,3}(?:\w+\s){0,2}(?:guess|bound|estimate)\b|[([]${gap}(?!the other)[^()]{0,40}\sis\s(?:twice|half|double|smaller|larger|bigger|greater|lower|higher|less|more)\b|[✗✘❌]|×(?=\s*$))`,
  "iu",
);
/** The same in other languages: in brackets, behind a dash, in a clause of its own. */
const isJudgedOtherwise = otherMoodTest(
  new RegExp(
    String.raw`^[)\]}\s]{0,40}(?:[([（]|[—–-]\s|[,，、]\s?(?:aber|jedoch|was|mais|ce qui|pero|lo que|lo cual|mas|o que|ma|il che|maar|wat|ale|но|а|что|men|但是?|而|可是|でも|しかし|하지만)(?![\p{Script=Latin}\p{Script=Cyrillic}])\s?)[^.,;()（）\d]{0,24}?(?:${moodSource("wrong")}|nicht (?:richtig|korrekt)|неверно|неправильно)(?!\W{0,4}\d)`,
    "iu",
  ),
);
/** A label before a value, or words under or over it: "Wrong: 12". */
const label =
  /(?:^|[.;:—–(])\s*(?:wrong|incorrect|false|extraneous)(?:\s(?:answer|value|result|solution|root|one))?\s{0,8}(?:[:—–=-]\s*|\s{2,})$/i;
const asks = /[\p{L}\d)\]%}][\s}]*(?:\\[,;: ])?[?？][\s$*}]*$/u;

const charsBefore = 60;
const charsBehind = 160;
const charsInside = 400;

const isJudged = (rest: string): boolean => behind.test(rest) || isJudgedOtherwise(rest);

/** Whether a formula, or a value with words, says of itself that it is wrong, or asks: `12 \text{ (rejected)}`. */
export function disownsItself(formula: string): boolean {
  const text = formula.slice(0, charsInside);
  if (asks.test(formula)) return true;
  const words = inWords(text);
  if (!/\p{L}{3}|[✗✘❌×]/u.test(words)) return false;
  const value = words.search(/\d/);
  if (value > 0 && label.test(words.slice(0, value))) return true;
  return [...words.matchAll(/(?:[\d)\]%!°]|(?<!\p{L})\p{L})(?=[\s,;:([（—–-])/gu)].some(({ index }) =>
    isJudged(words.slice(index + 1, index + 1 + charsBehind)),
  );
}

/** Whether a value is called wrong by itself or by what stands before or behind it in its line, in words or in the words of a formula. */
export function isDisowned(text: string, { start, end }: Span): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const from = Math.max(lineStart, start - charsBefore);
  if (label.test(`${from === lineStart ? "" : "-"}${inWords(text.slice(from, start))}`)) return true;
  const tail = text.slice(end, Math.min(lineEnd(text, end), end + charsBehind));
  return isJudged(inWords(tail)) || disownsItself(text.slice(start, end));
}
