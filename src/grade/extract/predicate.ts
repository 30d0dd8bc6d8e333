import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { readabilityOf } from "../parse/readable.ts";
import {
  copulaSource,
  denialSource,
  laterDenialSource,
  notSource,
  optionSource,
  verbSource,
  yesOrNo,
} from "./languages.ts";
import { isSame } from "./sprays.ts";
import type { Span } from "./extraction.ts";
import { valuesIn } from "./numbers.ts";
import { formulaRun, listAround, listOf, nothing, type Said, valueOf } from "./runs.ts";

const fillers = new RegExp(
  String.raw`^(?:[\s*_:=>•~\u201c"'\x60]|\\(?=\s)|->|→|(?:[-–—]\s(?!\d))|(?:therefore|thus|then|hence|dus|also|somit|daher|donc|entonces|pues|então|portanto|logo|quindi|więc|итак|таким образом|所以|因此|就|(?!july)[a-z]{2,14}ly(?=\s+[-\d$\\(*])|simply|approximately|about|around|exactly|roughly|just|only|now|indeed|clearly|certainly|definitely|actually|equal to|given by|de(?=\s[-\d$\\])|as follows|a total of|is|are|be|option|choice|letter|that|um|well|(?:us|him|her|them|me|you)(?=\s+[$*]{0,3}[-\d])|(?:sie|er|es|wir|man|ich|beide|ze|hij|zij|zusammen|insgesamt|noch|genau|nur)(?=\s+[-$\d])|(?:la|el|le|die|der|das|il|lo|a|o|l')(?=\s*(?:(?:option|opción|opção|opzione)\s)?[(*]{0,3}[A-J](?![A-Za-z]))|opción|opção|opzione|the (?:number|answer|option|choice|equation)(?=\s+[-\d$\\(])|(?:the )?equation(?=\s[a-z](?:[\^²³]|\s?[-+=]\s?)))(?![A-Za-z])[\s,:]*|(?:${optionSource})\s?(?=[(（*]{0,3}[A-J](?![A-Za-z])))+`,
  "iu",
);
const denied = new RegExp(
  String.raw`^(?:(?:not|never|no longer|neither|n't|${denialSource})(?!\p{L})|(?:${notSource})(?=\s{0,2}[*_$\\(]{0,4}-?\d))\s*`,
  "iu",
);
const correction =
  /(?:[,;.:—–-]\s*|\s)(?:it(?:'s| is)|but(?: rather| instead)?(?: it is)?|rather|instead|it should be|it must be|the (?:right|correct|actual|true) (?:one|answer|value|result) is|sondern|sino|e sim|mas sim|mais|ma|mas|bensì|а|que es|tylko|lecz|ale)\s+(?=\S)|[,，、;；]?\s?(?:而是|应该?是|應該?是|应为|應為)\s?(?=[-$\\\d])/i;
/** Where what is refused, or why it is refused, begins after the value. */
export const contrast = new RegExp(
  String.raw`[,;(\s]*\s\(?(?:(?:and |but )?not |rather than |instead of |as opposed to |unlike |and never |contrary to |sondern |(?<=\()(?:reject(?:ing)?|discard(?:ing)?|exclud(?:e|ing)|ignor(?:e|ing)) |(?:${denialSource})\s)(?=[^,]{0,40}\S)|[,;]?\s\(?(?:et|e|ed|y|e|und|en|och|og|ja|i|a|si|și|ve|и|і|та|और)\s(?:${notSource})\s(?=\W{0,4}\d)|(?:[,;(]\s*(?:or |which is |that is,? )?|\s(?:or|which is)\s)(?:about|approximately|roughly|around|approx\.?|≈|\\approx)\s(?=[-$\\]{0,2}\d)|[,;]?(?:不是|而不是|而非)|[,;]?\s+and (?=(?:i|we|it|this|that|they|he|she|you)(?:['’]|\s))`,
  "iu",
);
const laterDenial = new RegExp(
  String.raw`^(?![,，、;；]?\s?而)\S{0,3}?\s{0,2}(?:${laterDenialSource})|^[*$\s]*(?:can ?not|can['’]t|could not|couldn['’]t|must not) be (?:correct|right|true|the|it)|^[*$\s]*(?:is|was|would be|must be) (?:wrong|incorrect|not (?:the (?:answer|solution|right|correct|value)|correct|right|it)(?![a-z]))`,
  "iu",
);
/** Where a reason, a condition or a circumstance begins after the value. */
export const tail =
  /[,;]?\s+\(?(?:because|since|as (?=the|it|we|there|she|he|they|\$|\d)|where|which|so that|given that|when|if|with|respectively|after|in order|i\.e\.|e\.g\.|that is|meaning|provided|assuming|such that|this is|until(?= (?:i|we)(?![a-z]))|by|from|due to|according|at the|in the|on the|for the|per the|left|remaining|more|in total|total|altogether|and the|and so|so|but|though|although|while|whereas|weil|da|car|parce|porque|perché|потому|так как|因为)(?![A-Za-z\p{L}])|\s[—–]\s|\s-\s(?=[A-Za-z])|[;]\s|:\s(?=\D)|[,]?\s\((?=[a-z]|I\s)|[,]\s(?=(?:it|we|they|he|she|this|there|the)\s)|,\s?(?=\p{Script=Han}|\p{Script=Hiragana})|\s?(?:です|である|だ(?![\p{L}])|입니다|이다|है|हैं)|，|。/iu;
const evaluations =
  /^(?:(?:still|also|now|again|indeed|therefore|not|quite|always|just|both|never|neither|either|[a-z]{2,14}ly)\s)*(?:incorrect|wrong|correct|right|unclear|given|found|obtained|calculated|computed|the same|as follows|shown|above|below|simple|clear|complete|based|derived|in the|to be|required|asked|needed|here|unique|invalid|inaccurate|inconsistent|ambiguous|determined|reached|provided|explained|close|off|missing|a bit|very|too|stated|expressed|supposed|unknown|undetermined|unavailable|pending|n\/a|tbd|see (?:above|below|step|the)|ready|good|fine|ok|okay|done|different(?=,)|matching (?:the|your|our|what)|(?:the|your|my|an?) (?:wrong|incorrect|correct|right|same|modified) (?:answer|solution|result|one)s?)\b/i;

/** Whether words only judge or announce: "still incorrect", "as follows". */
export const isEvaluation = (text: string): boolean => evaluations.test(text.replace(/^[\s*_"'`]+/, ""));

const isMathematics = (text: string): boolean => text.length < 2000 && readabilityOf(text) === "mathematics";

/** The value that a predicate begins with, its fillers left out; one that says `a + b = c` has the value c. */
function leadingValue(sentence: string, start: number, end: number): Said {
  const values = valuesIn(sentence.slice(start, end));
  const [first] = values;
  if (first === undefined || first.start > 0) return nothing;
  if (first.isFormula) return formulaRun(sentence.slice(start, end), values, start);
  const members = listAround(sentence.slice(start, end), values, 0, () => true);
  if (members.length > 1) return listOf(sentence.slice(start, end), members, start);
  const sign =
    /^(?:[^,;:()]|(?<=\d),(?=\d)){0,100}[=≈]\s*(?=[-$\\]?\d)/.exec(sentence.slice(start, end))?.[0].length ?? 0;
  if (sign > 0) return leadingValue(sentence, start + sign, end);
  return valueOf(sentence, start + first.start, start + first.end);
}

const restatement =
  /^(.{1,80}?)[,;(]?\s+\(?(?:which (?:is|equals)(?: equal to| the same as| equivalent to| also)?|i\.e\.,?|(?<=[,;(]\s{1,2}\(?)that is,?|or equivalently|equivalently|(?:soit|o sea|es decir|ou seja|ossia|cioè|ovvero|das heißt|d\.\s?h\.|czyli|oftewel|то есть),?(?=\s\$?\d))\s+(.{1,80}?)(?:\sin (?:interval|set|inequality) notation)?\)?$/;

/** `45 minutes, which is 2700 seconds`: one value, said twice. */
function restated(sentence: string, start: number, end: number): Said {
  const [, once = "", again = ""] = restatement.exec(sentence.slice(start, end)) ?? [];
  if (once === "" || !isMathematics(once) || !isMathematics(again)) return nothing;
  const isOne = /[<>≤≥]|\\[lg]eq?(?![a-z])/.test(once) && isSame(once, again);
  const [first, second] = [once, again].map((one) =>
    one.replace(/^([-−]?\d[\d.,/]*)\s([mgshLlNJWVAK])$/, "$1 \\text{ $2}"),
  );
  return { kind: "value", span: { start, end }, answer: isOne ? once : `${first ?? ""} \\text{ or } ${second ?? ""}` };
}

const yesNo =
  /^([\p{L}]{1,12})(?!-\p{L})(?=\s*(?:[,;:!—–-]|\.(?!\.)|\(|because\b|since\b|as\b|it\b|there\b|they\b|we\b|$))/u;
const choice = /^(?:\*\*)?[([]?([A-J])[)\].:](?:\*\*)?(?=\s|$)|^(?:\*\*)?[([]([A-J])[)\]]/;

/** "Yes, 42 is right": a value that is confirmed. */
const confirmsValue = /^[,;:!—–-]*\s[$*]*[-−]?\d[\d.,/]*[$*]*\s(?:is|was) (?:right|correct)\b/i;

/** "la opción", behind which a small letter is a choice too. */
const optionBefore = /(?:option|choice|opci[óo]n|opção|opzione|alternativa|variante?)\s{0,2}[*_]{0,3}$/i;

/** A short word that is the whole answer and whatever is said after it. */
function worded(sentence: string, start: number, end: number): Said {
  const text = sentence.slice(start, end);
  const word = yesNo.exec(text)?.[1] ?? "";
  if (confirmsValue.test(text.slice(word.length))) return nothing;
  const isTruth = /^(?:true|false)$/i.test(word);
  const meaning = isTruth ? word : yesOrNo(word);
  if (meaning !== null && !/^no (?:such|real|\p{L}*\s?solution)/iu.test(text))
    return { kind: "value", span: { start, end: start + word.length }, answer: meaning };
  const isOption = optionBefore.test(sentence.slice(Math.max(0, start - 24), start));
  const found = choice.exec(isOption ? text.replace(/^\W{0,3}[a-j](?=[)\]])/, (mark) => mark.toUpperCase()) : text);
  if (found !== null && (chosenLetter(text.replaceAll("**", "")) !== null || found[2] !== undefined)) {
    const whole = text.replace(/[\s.*_]+$/, "");
    const letter = found[1] ?? found[2] ?? "";
    const spelled = whole.replace(/^[([]?([A-J])[)\].:]+\s*(?=\S)/, "($1) ");
    const isText = isMathematics(spelled) || /^\([A-J]\) \p{L}{3,20}(?: \p{L}{2,20})?$/u.test(spelled);
    const answer = whole.length < 60 && isText && spelled.length > 4 ? spelled : letter;
    return {
      kind: "value",
      span: { start, end: start + (answer === letter ? found[0].length : whole.length) },
      answer,
    };
  }
  return nothing;
}

const inner = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}\\])(?:(?:is|are|was|were)n['’]t|(?:it|that|there|this)['’]s|is|are|was|were|be|equals?|becomes|remains?|gives?|yields?|gets?|got|obtain|needs?|requires?|takes?|have|has|had|makes?|made|costs?|holds?|measures?|weighs?|lasts|totals?|leaves?|sums? (?:up )?to|adds? up to|amounts? to|comes? to|reduces to|simplifies to|equal to|there's|ist|sind|sein|beträgt|haben|es|son|est|sont|é|são|è|sono|hay|gibt|итого|${verbSource}|(?<!不)(?:是|为|等于)|は|는|은)(?![A-Za-z\p{L}])`,
  "giu",
);

/** "cut 7 times to get 8 pieces": what something is done for, where it is no calculation. */
const purpose = /\d\S*(?:\s\p{L}+){1,3}\s(?:in order )?to (?:get|obtain|produce|end up with|win|earn|reach)\s\$?$/iu;
const calculates =
  /[-+*/=×÷·]\s?\d|\b(?:add|subtract|multipl|divid|sum|plus|minus|times by|doubl|halv|squar|combin|tak)\w*\b/i;

/** Whether words end where what something is done for is named. */
export const isPurpose = (before: string): boolean => purpose.test(before) && !calculates.test(before);

/** "264 km in the first 3 hours of a trip that": a value that a relative clause about something else follows. */
const isTold =
  /\d\S*\s(?:\p{L}+\s)*?(?:of|in|for|on|from|with|by|to)\s(?:the|an?|his|her|its|their)\s(?:\p{L}+\s){1,3}(?:that|which|who)\s*$/iu;

/** The value after the last copula of a part that a value follows. */
export function afterCopula(sentence: string, start: number, end: number): Said {
  const copulas = [...sentence.slice(start, end).matchAll(inner)];
  for (const copula of copulas.slice(-6).reverse()) {
    const from = start + copula.index + copula[0].length;
    if (
      /\d\$?\s*$/.test(sentence.slice(start, start + copula.index)) &&
      comparison.test(sentence.slice(from, end).trim())
    )
      continue; // "105 is more than 100"
    if (isPurpose(`${sentence.slice(Math.max(start, from - 40), from)} `)) continue;
    const before = sentence.slice(start, start + copula.index);
    const isRelative = /\b(?:that|which|who)\s*$/i.test(before);
    if (isRelative && isTold.test(before)) continue;
    const said = predicate(sentence, from, end, { depth: 1, isDenied: /n['’]t$/.test(copula[0]) });
    if (said.kind === "value" || (said.kind === "denial" && !isRelative)) return said;
  }
  return nothing;
}

/** The values before which, or after which, stands that they are not the value. */
export function isDenied(sentence: string, value: Span): boolean {
  const before = sentence.slice(Math.max(0, value.start - 40), value.start);
  return (
    deniedBefore.test(before) ||
    laterDenial.test(sentence.slice(value.end, value.end + 32)) ||
    isContradicted(sentence, value)
  );
}

const contrasting = /^[,;(\s]*(?:(?:and |but )?not|rather than|instead of)\s+/i;

/** "10 not 10": whether what is refused behind a value is that value. */
function isContradicted(sentence: string, { start, end }: Span): boolean {
  const mark = contrasting.exec(sentence.slice(end, end + 24))?.[0].length ?? 0;
  const value = sentence.slice(start, end);
  const rest = sentence.slice(end + mark, end + mark + value.length + 2);
  return mark > 0 && rest.startsWith(value) && /^\.?(?:\s|$)/.test(rest.slice(value.length));
}

const deniedBefore = new RegExp(
  String.raw`(?:(?<![A-Za-z])(?:not|never|rather than|instead of|as opposed to|unlike|neither|nor|no longer|nicht|pas)|n't|(?<!\p{L})(?:${denialSource}))\s*(?:(?:be|equal to|the|an?|just|simply|exactly|about|only|necessarily)\s+)*[$*_"'(\\\s]*$`,
  "iu",
);

/** "between 3 and 5": neither of its ends. */
const between = /^(?:somewhere |strictly |anywhere )?between \$?([-\d.,]*\d)\$? and \$?([-\d.,]*\d)\$?/i;

/** "30, I mean 32", "30... no, 32": only what follows is said. */
const selfCorrection =
  /(?<!\b(?:y|e|i|and|but|pero|mas))[\s,;.…—–-]\s*(?:(?:oh|wait|hmm+|oops|well|er|uh|um|sorry)[,.!…\s]+)*(?:i mean|i meant|or rather|make that|correction|scratch that|no(?=[,:.!…—–-])|wait|sorry|edit)[,:.!]?\s+(?:(?:it|that)(?:['’]s| is|) |the answer is )?(?=[-$\\(]?\d|\$|\\\()|(?:ではなく|[이가]?\s?아니라)[、,]?\s*|[([]\s*(?:(?:sic|typo|sorry|oops|edit(?:ed)?|correct(?:ion|ed)|erratum)\b[^()[\]\d]{0,30}?)?(?:should (?:be|read|say|have been)|meant|i mean|correct(?:ion|ed)? (?:is|to)|[:→]|->)\s*:?\s*(?=[-$\\(]?\d)/gi;

/** "less than 11" is no 11, and "anything but 11" is nothing. */
const comparison =
  /^(?:(?:strictly |much |slightly |always )?(no (?:more|less|fewer|greater) than|(?:less|fewer|smaller|lower|more|greater|larger|bigger|higher) than(?: or equal to)?|below|above|at (?:least|most))|anything (?:but|other than)|(?:something |any number )?other than|everything (?:but|except))\s+/i;

const relationOf = (words: string): string => {
  const isUpper = /^(?:no (?:more|greater)|less|fewer|smaller|lower|below|at most)/i.test(words);
  return `${isUpper ? "<" : ">"}${/^no|^at|or equal/i.test(words) ? "=" : ""}`;
};

const refusedBefore =
  /\b(?:rul(?:e|es|ed|ing) out|exclud(?:e|es|ed|ing)|eliminat(?:e|es|ed|ing)|reject(?:s|ed|ing)?|discard(?:s|ed|ing)?|(?<!\b(?:no|none|nothing|nobody)\b.{0,24})(?:other than|anything but|except(?: for)?)|far from|nowhere near)\s+(?:the |just )?[$*_"'(\\\s]*$/i;

/** Whether a sentence that nothing marks as the answer denies or refuses a value of its own: "we can rule out 11". */
export const isRefused = (sentence: string, value: Span): boolean =>
  isDenied(sentence, value) || refusedBefore.test(sentence.slice(Math.max(0, value.start - 40), value.start));

interface PredicateOptions {
  /** How many predicates are around this one. */
  readonly depth?: number;
  /** Whether what stands before the words denies them: "isn't". */
  readonly isDenied?: boolean;
  /** Whether the words may be a sentence with a subject of its own: `Answer: 5 plus 7 is 12`. */
  readonly isSentence?: boolean;
}

/** The meaning of the words from `start` on, a predicate without its subject: its value is what it begins with, or what an inner copula gives. */
export function predicate(
  sentence: string,
  start: number,
  end: number,
  { depth = 0, isSentence = false, isDenied: isRefused = false }: PredicateOptions = {},
): Said {
  const from = start + (fillers.exec(sentence.slice(start, end))?.[0].length ?? 0);
  const text = sentence.slice(from, end);
  const last = isSentence ? text.lastIndexOf(", so ") : -1;
  const concluded = last < 0 ? nothing : predicate(sentence, from + last + 5, end, { depth: 1 });
  if (concluded.kind === "value") return concluded;
  const mended = depth < 3 ? [...text.matchAll(selfCorrection)].at(-1) : undefined;
  if (mended !== undefined)
    return predicate(sentence, from + mended.index + mended[0].length, end, { depth: depth + 1 });
  const range = between.exec(text);
  if (range !== null)
    return {
      kind: "value",
      span: { start: from, end: from + range[0].length },
      answer: `(${range[1] ?? ""}, ${range[2] ?? ""})`,
    };
  const refused = isRefused ? [""] : denied.exec(text);
  if (refused !== null) {
    const fix = correction.exec(text);
    if (fix !== null && depth < 3)
      return predicate(sentence, from + fix.index + fix[0].length, end, { depth: depth + 1 });
    const value = leadingValue(sentence, from + (refused[0] ?? "").length, end);
    const next = value.kind === "value" && depth < 3 ? contrasted(sentence, value.span.end, end, depth) : nothing;
    if (next.kind === "value") return next;
    return { kind: "denial", denied: value.kind === "value" ? value.answer : text.slice((refused[0] ?? "").length) };
  }
  if (text === "" || isEvaluation(text)) return nothing;
  const bound = comparison.exec(text);
  if (bound !== null && !(depth > 0 && /^at /i.test(bound[0]))) {
    const value = leadingValue(sentence, from + bound[0].length, end);
    if (value.kind === "value")
      return bound[1] === undefined
        ? { kind: "denial", denied: value.answer }
        : { ...value, answer: `${relationOf(bound[1])} ${value.answer}` };
  }
  const sign = /^(?:minus|negative)\s(?=\$?\d)/i.exec(text)?.[0].length ?? 0;
  const positive = sign > 0 ? leadingValue(sentence, from + sign, end) : nothing;
  if (positive.kind === "value")
    return { ...positive, span: { ...positive.span, start: from }, answer: `-${positive.answer.replace(/^\$/, "")}` };
  const kept = from + (contrast.exec(text)?.index ?? text.length);
  const leading = leadingValue(sentence, from, kept);
  if (leading.kind === "value" && isDenied(sentence, leading.span)) return insteadOf(sentence, leading, end, depth);
  const said = worded(sentence, from, kept);
  if (said.kind !== "nothing") return said;
  const again = restated(sentence, from, kept);
  if (again.kind !== "nothing") return again;
  const whole = asItStands(sentence, from, kept);
  if (whole.kind !== "nothing") return whole;
  const cut = from + (tail.exec(sentence.slice(from, kept))?.index ?? kept - from);
  if (cut > from && cut < kept && isAnswer(sentence.slice(from, cut))) return valueOf(sentence, from, cut);
  const copied = isSentence ? afterCopula(sentence, from, cut) : nothing;
  if (copied.kind !== "nothing") return copied;
  if (leading.kind !== "nothing") return leading;
  return depth === 0 ? afterCopula(sentence, from, kept) : nothing;
}

/** "$|S|$ for $S = \\{1, 2\\}$ equals $2$" */
const equates = /[$\w)}]\s(?:equals|is equal to)\s[$\\\d(-]/i;

/** Whether a part of a sentence begins with a number, or goes on with a reason or a condition: "$12$ when $n$". */
const isCondition = (part: string): boolean =>
  tail.test(part) || /^[$\\([*\s]*(?:[dt]?frac)?\{?-?\d[^\s=]*\s/.test(part);

/** A part of a sentence that is an answer, or says what one equals. */
function asItStands(sentence: string, from: number, to: number): Said {
  const part = sentence.slice(from, to);
  const sign = equates.exec(part)?.index ?? -1;
  const equal = sign >= 0 && !isCondition(part.slice(0, sign + 2)) ? afterCopula(sentence, from, to) : nothing;
  if (equal.kind === "value") return equal;
  return isAnswer(sentence.slice(from, to)) ? valueOf(sentence, from, to) : nothing;
}

const turn =
  /^[$)\s*]*[,;:—–-]?\s*(?:(?:but|mais|mas|ma|bensì|sino|sondern|maar|lecz|ale|но|а|tetapi|melainkan|mà|men|és|é|è|es|ist|is|c['’]est|it['’]s|それは|而是)\s+){0,3}/iu;

/** The value that follows a denied one: "não é 11, é 12", "niet 11 maar 12". */
function contrasted(sentence: string, at: number, end: number, depth: number): Said {
  const mark = turn.exec(sentence.slice(at, end))?.[0] ?? "";
  return /[,;:—–-]|\p{L}/u.test(mark) && /^\$?[-\d\\]/.test(sentence.slice(at + mark.length, end))
    ? predicate(sentence, at + mark.length, end, { depth: depth + 1 })
    : nothing;
}

/** The value after one that is denied behind it (`30ではなく32です`), or the denial. */
function insteadOf(sentence: string, denied: Said & { kind: "value" }, end: number, depth: number): Said {
  const mark = laterDenial.exec(sentence.slice(denied.span.end, end))?.[0] ?? "";
  const from = denied.span.end + mark.length;
  const said = mark === "" || depth > 2 ? nothing : predicate(sentence, from, end, { depth: depth + 1 });
  return said.kind === "value" ? said : { kind: "denial", denied: denied.answer };
}

const announcing = new RegExp(String.raw`\p{L}{3,}\s(?:${copulaSource})\s+\$`, "iu");

/** Whether words of another language announce a formula: "las soluciones son $x = 0$". */
export const isAnnounced = (text: string): boolean => announcing.test(text);

/** Whether a part of a sentence is an answer as it stands: mathematics that is more than words, or a date. */
export const isAnswer = (text: string): boolean => {
  const plain = text.trim().replace(/^\*\*|\*\*$/g, "");
  if (isAnnounced(plain)) return false;
  const isSaid = /[\d\\$=<>^√π∞∅]|^[([*_]*[A-Za-z][)\]*_.]*$/.test(plain);
  const isPhrase =
    /^A\s[a-z]|^\d+['’]s\s|^(?:of|with|to|for|from|by|at|in|on|after|left|about|exactly|a(?!\s[=<>])|an|the)\s/i.test(
      plain,
    ) && !/^A\s[^a-z]/.test(plain);
  return isSaid && !isPhrase && !isEvaluation(plain) && (isDate(plain) || isMathematics(plain));
};
