import type { Span } from "./extraction.ts";
import { saysOtherwise } from "./moods.ts";
import { lineEnd } from "./sentences.ts";

/** Commands whose braces hold words or put them beside a value, arrows, a comment's sign, blanks, delimiters, emphasis. */
const dress =
  /\\(?:text(?:bf|it|rm|sf|tt|normal|color)?|mbox|math(?:rm|bf|it|sf)|operatorname|(?:under|over)(?:set|brace|line)|stackrel|tag|(?:[Ll]ong)?(?:[Ll]eft|[Rr]ight)arrow|gets|to|implies)(?![a-z])|(?<=\$\s)%(?=\s)|[←→⇐⇒]|\\q?quad(?![a-z])|\\[,;:! ()[\]]|[{}$*~_^]/g;

/** A text with the words of its formulas as plain words, each at its place: `12 \text{ (rejected)}` as `12        (rejected) `. */
const inWords = (text: string): string => text.replace(dress, (sign) => " ".repeat(sign.length));

const right = String.raw`(?:right|correct|valid|true|(?:possible|allowed)(?! (?:to|for|with|in)\b)|acceptable|admissible|it(?![a-z])|what (?:we|is|was)|(?:an?|the|our) (?:(?:right|correct|actual|final|valid|real|true) )?(?:answer|solution|root|value|result|case)\b)`;
const wrong = String.raw`(?:(?:clearly|obviously|still|definitely|actually|also|certainly|likely|probably|possibly|perhaps|maybe|almost|therefore|simply|just|in fact|an?|the|our|my)\s+){0,3}(?:wrong|incorrect|false|mistaken|erroneous|invalid|extraneous|rejected|discarded|excluded|inadmissible|impossible(?! (?:to|for|with|in)\b)|retracted|withdrawn|disproved|mistake|typo|error|contradiction|not (?:quite |really )?${right})(?![a-z])`;
const fails = String.raw`(?:fails|violates|contradicts)(?![a-z])|(?:can ?not|can['’]t|could not|couldn['’]t) be ${right}|(?:does not|doesn['’]t) (?:work|fit|satisfy|solve|hold|check out|make sense)|(?:isn['’]t|wasn['’]t) (?:quite |really )?${right}|is (?:\w+\s){0,4}(?:that|which) (?:i|we|you|one) (?:(?!not|never|cannot)\w+\s){0,5}(?:rule out|ruled out|excluded?|rejected?|eliminated?)\b`;
const copula = String.raw`(?:is|was|would be|must be|has to be|seems|looks|turns out to be|turned out to be|has been|had been)\s+`;
/** A judgement of something else has that behind it: "(false alarms)", "(rejected root: -3)", "not the answer 13". */
const ofAnother = String.raw`(?:\s{1,4}[A-Za-z]+s(?![A-Za-z])|(?:\s{1,4}(?:answer|root|solution|value|result|one))?[\s:(=$]{1,6}(?:[A-Za-z]\s?=\s?)?[-−]?\d)`;
const judgement = new RegExp(String.raw`^(?:(?<says>${copula})?${wrong}(?!${ofAnother})|(?<fails>${fails}))`, "i");
/** What may lead from a value to what judges it: signs that close, a pause with a pronoun, what the value counts before that. */
const closes = /^[)\]}\s]{0,40}/;
const pause =
  /^(?<noun>(?:\p{L}+\s){0,2}\p{L}+\s*)?[,;:([|—–-]\s*(?:(?:but|and)\s+)?(?<pronoun>(?:(?:which|that|this|it)(?:['’]s)?|(?:the|this|that) (?:root|solution|value|answer|result))\s+)?(?<first>[^(),\d]{1,30},\s)?/iu;
/** Where a judgement ends that nothing leads to: "wrong"; one mistake is counted. */
const isAlone = (said: string, rest: string): boolean =>
  /^\s*(?:[.,;:)!—–]|$)/.test(rest) && !/(?:mistake|typo|error|contradiction)$/i.test(said);

/** Judgements of other forms: a cross, "(by mistake)", "(our first guess)", "(the total is twice this)". */
const stamp =
  /^[)\]}\s]{0,40}(?:[([]?\s*by (?:mistake|accident)\b|[([]\s*(?:please )?(?:ignore|disregard)\b|[([]\s*(?:sic|typo|erratum|should (?:be|read|say|have been))\b|,?\s?or so (?:i|we) (?:first )?(?:thought|believed)\b|[([]\s*(?:as )?(?:(?:just|only|an?|our|the|my)\s+){0,3}(?:\w+\s){0,2}(?:guess|bound|estimate)\b|[([]\s*(?!the other)[^()]{0,40}\sis\s(?:twice|half|double|smaller|larger|bigger|greater|lower|higher|less|more)\b|\.?\s?[✗✘❌]|×(?=\s*$))/i;

/** A judgement at the beginning of a text; whether it says so by a verb of its own. */
function judgementIn(text: string): { readonly said: string; readonly isSaid: boolean } | null {
  const found = judgement.exec(text);
  if (found === null) return null;
  const { says, fails: failing } = found.groups ?? {};
  return { said: found[0], isSaid: says !== undefined || failing !== undefined };
}

/** Whether what stands behind a value judges it: "is wrong", "(not correct)", "students, which cannot be right", "wrong". */
function isJudgedInEnglish(rest: string): boolean {
  if (stamp.test(rest)) return true;
  const text = rest.slice(closes.exec(rest)?.[0].length ?? 0);
  const own = judgementIn(text);
  if (own !== null) return own.isSaid || isAlone(own.said, text.slice(own.said.length));
  const found = pause.exec(text);
  if (found === null) return false;
  const { noun, pronoun, first = "" } = found.groups ?? {};
  const { length } = found[0];
  const behind = judgementIn(text.slice(length)) ?? judgementIn(text.slice(length - first.length));
  return behind !== null && (noun === undefined || (behind.isSaid && pronoun !== undefined));
}

/** How a judgement in another language begins: in brackets, behind a dash, in a clause of its own. */
const aside =
  /^[)\]}\s]{0,40}(?:[([（]|[—–-]\s|[,，、]\s?(?:aber|jedoch|was|mais|ce qui|pero|lo que|lo cual|mas|o que|ma|il che|maar|wat|ale|но|а|что|men|但是?|而|可是|でも|しかし|하지만)(?![\p{Script=Latin}\p{Script=Cyrillic}])\s?)([^.,;()（）\d]{1,40})(?!\W{0,4}\d)/iu;
const notRight = /nicht (?:richtig|korrekt)|неверно|неправильно/iu;

/** Whether another language judges the value that a text stands behind: ", was aber falsch ist". */
function isJudgedOtherwise(rest: string): boolean {
  const words = aside.exec(rest)?.[1];
  return words !== undefined && (notRight.test(words) || saysOtherwise(words, "wrong"));
}

/** A label before a value, or words under or over it: "Wrong: 12". */
const label =
  /(?:^|[.;:—–(])\s*(?:wrong|incorrect|false|extraneous)(?:\s(?:answer|value|result|solution|root|one))?\s{0,8}(?:[:—–=-]\s*|\s{2,})$/i;
const crossed = /[✗✘❌][^\d,;✓✔✅]{0,12}$/u;
const asks = /[\p{L}\d)\]%}][\s}]*(?:\\[,;: ])?[?？][\s$*}]*$/u;

/** An answer that may be explained by what is not so: "No, this is impossible". */
const truth = /^\W*(?:yes|no|true|false)\W*$/i;

const charsBefore = 60;
const charsBehind = 160;
const charsInside = 400;

const isJudged = (rest: string): boolean => isJudgedInEnglish(rest) || isJudgedOtherwise(rest);

const remarkOnRoot =
  /\(\s{0,4}(?:the )?(?:other )?(?:root|solution|value|candidate)\s{1,8}([^()]{1,40}?)\s{1,8}(?:is|was)\s[^()]{1,60}\)/i;

/** "6 (the root x = -1 is extraneous)" without what it says of another value than its own. */
function withoutOtherRoot(words: string): string {
  const [remark, subject = ""] = remarkOnRoot.exec(words) ?? [];
  if (remark === undefined) return words;
  const numberIn = (text: string): string => /-?\d[\d.]*(?=\D*$)/.exec(text)?.[0] ?? "";
  const other = numberIn(subject);
  const isOther = other !== "" && other !== numberIn(words.slice(0, words.indexOf(remark)));
  return isOther ? words.replace(remark, " ".repeat(remark.length)) : words;
}

/** Whether a formula, or a value with words, says of itself that it is wrong, or asks: `12 \text{ (rejected)}`. */
export function disownsItself(formula: string): boolean {
  const text = formula.slice(0, charsInside);
  if (/^[\s*_]*[✗✘❌]/u.test(formula)) return true;
  if (asks.test(formula.slice(-charsInside))) return true;
  const words = withoutOtherRoot(inWords(text));
  if (!/\p{L}{3}|[✗✘❌×]/u.test(words)) return false;
  const value = words.search(/\d/);
  if (value > 0 && label.test(words.slice(0, value))) return true;
  return [...words.matchAll(/(?:[\d)\]%!°]|(?<!\p{L})\p{L})(?=[\s,;:([（—–-])/gu)].some(({ index }) =>
    isJudged(words.slice(index + 1, index + 1 + charsBehind)),
  );
}

/** Whether a value is called wrong by itself or by what stands before or behind it in its line, in words or in the words of a formula. */
export function isDisowned(text: string, { start, end }: Span): boolean {
  if (truth.test(text.slice(start, Math.min(end, start + 20)))) return false;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const from = Math.max(lineStart, start - charsBefore);
  if (label.test(`${from === lineStart ? "" : "-"}${inWords(text.slice(from, start))}`)) return true;
  if (crossed.test(text.slice(from, start))) return true;
  const tail = text.slice(end, Math.min(lineEnd(text, end), end + charsBehind));
  return isJudged(inWords(tail)) || disownsItself(text.slice(start, end));
}
