import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { readabilityOf } from "../parse/readable.ts";
import { denialSource, laterDenialSource, yesOrNo } from "./languages.ts";
import { isPlaceholder, type Span } from "./extraction.ts";
import { type Value, valuesIn } from "./numbers.ts";

/** A predicate's meaning: a value, that something is not the value, or nothing that is one. */
export type Said =
  | { readonly kind: "value"; readonly span: Span; readonly answer: string }
  | { readonly kind: "denial"; readonly denied: string }
  | { readonly kind: "nothing" };

const nothing: Said = { kind: "nothing" };

const fillers =
  /^(?:[\s*_:=>•~\u201c"'`]|\\(?=\s)|->|→|(?:[-–—]\s)|(?:therefore|thus|then|hence|simply|approximately|about|around|exactly|roughly|just|only|now|indeed|clearly|certainly|definitely|actually|equal to|given by|as follows|a total of|is|are|be|option|choice|letter|that|um|well|(?:la|el|le|die|der|das|il|lo|a|o|l')(?=\s*(?:(?:option|opción|opção|opzione)\s)?[(*]{0,3}[A-J](?![A-Za-z]))|opción|opção|opzione|the (?:number|answer|option|choice)(?=\s+[-\d$\\(]))(?![A-Za-z])[\s,:]*)+/i;
const denied = new RegExp(`^(?:not|never|no longer|neither|n't|nicht|pas|${denialSource})(?![\\p{L}])\\s*`, "iu");
const correction =
  /(?:[,;.:—–-]\s*|\s)(?:it(?:'s| is)|but(?: rather| instead)?(?: it is)?|rather|instead|it should be|it must be|the (?:right|correct|actual|true) (?:one|answer|value|result) is|sondern|sino|mais|而是|ma|mas|а|que es)\s+(?=\S)/i;
/** Where what is refused, or why it is refused, begins after the value. */
const contrast = new RegExp(
  String.raw`[,;(\s]*\s\(?(?:(?:and |but )?not |rather than |instead of |as opposed to |unlike |and never |contrary to |sondern |(?:${denialSource})\s)(?=[^,]{0,40}\S)|[,;]?(?:不是|而不是|而非)|[,;]?\s+and (?=(?:i|we|it|this|that|they|he|she|you)(?:['’]|\s))`,
  "iu",
);
const laterDenial = new RegExp(
  String.raw`^\S{0,3}?\s{0,2}(?:${laterDenialSource})|^[*$\s]*(?:is|was) (?:wrong|incorrect|not (?:the (?:answer|solution|right|correct|value)|correct|right|it)(?![a-z]))`,
  "iu",
);
/** Where a reason, a condition or a circumstance begins after the value. */
const tail =
  /[,;]?\s+\(?(?:because|since|as (?=the|it|we|there|she|he|they|\$|\d)|where|which|so that|given that|when|if|with|after|in order|i\.e\.|e\.g\.|that is|meaning|provided|assuming|such that|this is|by|from|due to|according|at the|in the|on the|for the|per the|left|remaining|more|in total|total|altogether|and the|and so|so|but|though|although|while|whereas|weil|da|car|parce|porque|perché|потому|так как|因为)(?![A-Za-z\p{L}])|\s[—–]\s|\s-\s(?=[A-Za-z])|[;]\s|:\s(?=\D)|[,]?\s\((?=[a-z])|[,]\s(?=(?:it|we|they|he|she|this|there|the)\s)|,\s?(?=\p{Script=Han}|\p{Script=Hiragana})|\s?(?:です|である|だ(?![\p{L}])|입니다|이다|है|हैं)|，|。/iu;
const evaluations =
  /^(?:(?:still|also|now|again|definitely|completely|obviously|probably|indeed|therefore|not|quite|likely|always|already|actually|just|partially|both)\s)*(?:incorrect|wrong|correct|right|unclear|given|found|obtained|calculated|computed|the same|as follows|shown|above|below|simple|clear|complete|based|derived|in the|to be|required|asked|needed|here|unique|invalid|inaccurate|inconsistent|ambiguous|determined|reached|provided|explained|close|off|missing|a bit|very|too|stated|expressed|supposed|ready|good|fine|ok|okay|done)\b/i;

/** Whether words only judge or announce: "still incorrect", "as follows". */
export const isEvaluation = (text: string): boolean => evaluations.test(text.replace(/^[\s*_"'`]+/, ""));

const isMathematics = (text: string): boolean => text.length < 2000 && readabilityOf(text) === "mathematics";

/** A part of a sentence, as a value. */
function valueOf(sentence: string, start: number, end: number): Said {
  let [from, to] = [start, end];
  const trims = /[\s*_`,;:"\u201d\u201c]/;
  while (from < to && trims.test(sentence[from] ?? "") && !sentence.startsWith("**", from - 1)) from++;
  while (to > from && (trims.test(sentence[to - 1] ?? "") || (sentence[to - 1] === "." && sentence[to - 2] !== ".")))
    to--;
  return from === to || isPlaceholder(sentence.slice(from, to))
    ? nothing
    : { kind: "value", span: { start: from, end: to }, answer: sentence.slice(from, to) };
}

/** The value that a predicate begins with, its fillers left out; one that says `a + b = c` has the value c. */
function leadingValue(sentence: string, start: number, end: number): Said {
  const values = valuesIn(sentence.slice(start, end));
  const [first] = values;
  if (first === undefined || first.start > 0) return nothing;
  if (first.isFormula) return formulaRun(sentence.slice(start, end), values, start);
  const chain = /^[^A-Za-z,;]{0,80}?=\s*[^=A-Za-z,;]{1,60}?(?=\s[a-z]|$)/.exec(sentence.slice(start, end));
  const last =
    chain === null
      ? first
      : (values.findLast(
          (value) =>
            value.end <= chain[0].length + 30 &&
            sentence
              .slice(start, start + value.start)
              .trimEnd()
              .endsWith("="),
        ) ?? first);
  return valueOf(sentence, start + last.start, start + last.end);
}

const joiner = /^[\s,;]*(?:and|or|&|und|oder|et|ou|y|o|e|и|或|和)?[\s,]*$/i;

/** The first formula of the values and those that are joined to it by commas, "and" or "or". */
function formulaRun(text: string, values: readonly Value[], offset: number): Said {
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
  if (after > 0) return shiftedBy(valueOf(text, first.start, first.end + after), offset);
  return shiftedBy(valueOf(text, first.inner.start, first.inner.end), offset);
}

const shiftedBy = (said: Said, offset: number): Said =>
  said.kind === "value" ? { ...said, span: { start: said.span.start + offset, end: said.span.end + offset } } : said;

const restatement =
  /^(.{1,80}?)[,;(]?\s+\(?(?:which (?:is|equals)(?: equal to| the same as| equivalent to| also)?|i\.e\.,?|that is,?|or equivalently|equivalently)\s+(.{1,80}?)\)?$/;

/** `45 minutes, which is 2700 seconds`: one value, said twice. */
function restated(sentence: string, start: number, end: number): Said {
  const [, once = "", again = ""] = restatement.exec(sentence.slice(start, end)) ?? [];
  if (once === "" || !isMathematics(once) || !isMathematics(again)) return nothing;
  return { kind: "value", span: { start, end }, answer: `${once} \\text{ or } ${again}` };
}

const yesNo = /^([\p{L}]{1,12})(?=\s*(?:[,.;:!—–-]|\(|because\b|since\b|as\b|it\b|there\b|they\b|we\b|$))/u;
const choice = /^(?:\*\*)?[([]?([A-J])[)\].:](?:\*\*)?(?=\s|$)|^(?:\*\*)?[([]([A-J])[)\]]/;

/** A short word that is the whole answer and whatever is said after it. */
function worded(sentence: string, start: number, end: number): Said {
  const text = sentence.slice(start, end);
  const word = yesNo.exec(text)?.[1] ?? "";
  const isTruth = /^(?:true|false)$/i.test(word);
  const meaning = isTruth ? word : yesOrNo(word);
  if (meaning !== null && !/^no (?:such|real|\p{L}*\s?solution)/iu.test(text))
    return { kind: "value", span: { start, end: start + word.length }, answer: meaning };
  const found = choice.exec(text);
  if (found !== null && (chosenLetter(text.replaceAll("**", "")) !== null || found[2] !== undefined)) {
    const whole = text.replace(/[\s.*_]+$/, "");
    const letter = found[1] ?? found[2] ?? "";
    const answer = whole.length < 60 && isMathematics(whole) ? whole : letter;
    return { kind: "value", span: { start, end: start + (answer === whole ? whole.length : found[0].length) }, answer };
  }
  return nothing;
}

const inner =
  /(?<![A-Za-z])(?:is|are|was|were|be|equals?|becomes|remains?|gives?|yields?|gets?|got|obtain|needs?|requires?|takes?|have|has|had|makes?|made|costs?|totals?|leaves?|sums? (?:up )?to|adds? up to|amounts? to|comes? to|reduces to|simplifies to|equal to|there's|ist|sind|sein|beträgt|haben|es|son|est|sont|é|são|è|sono|hay|gibt|итого|是|为|等于|は|는|은)(?![A-Za-z\p{L}])/giu;

/** The value after the last copula of a part that a value follows. */
function afterCopula(sentence: string, start: number, end: number): Said {
  const copulas = [...sentence.slice(start, end).matchAll(inner)];
  for (const copula of copulas.slice(-6).reverse()) {
    const from = start + copula.index + copula[0].length;
    const said = predicate(sentence, from, end, { depth: 1 });
    if (said.kind !== "nothing") return said;
  }
  return nothing;
}

/** The values before which, or after which, stands that they are not the value. */
export function isDenied(sentence: string, value: Span): boolean {
  const before = sentence.slice(Math.max(0, value.start - 40), value.start);
  return deniedBefore.test(before) || laterDenial.test(sentence.slice(value.end, value.end + 24));
}

const deniedBefore = new RegExp(
  String.raw`(?:(?<![A-Za-z])(?:not|never|rather than|instead of|as opposed to|unlike|neither|nor|no longer|nicht|pas)|n't|(?<!\p{L})(?:${denialSource}))\s*(?:(?:be|equal to|the|an?|just|simply|exactly|about|only|necessarily)\s+)*[$*_"'(\\\s]*$`,
  "iu",
);

interface PredicateOptions {
  /** How many predicates are around this one. */
  readonly depth?: number;
  /** Whether the words may be a sentence with a subject of its own: `Answer: 5 plus 7 is 12`. */
  readonly isSentence?: boolean;
}

/** The meaning of the words from `start` on, a predicate without its subject: its value is what it begins with, or what an inner copula gives. */
export function predicate(
  sentence: string,
  start: number,
  end: number,
  { depth = 0, isSentence = false }: PredicateOptions = {},
): Said {
  const from = start + (fillers.exec(sentence.slice(start, end))?.[0].length ?? 0);
  const text = sentence.slice(from, end);
  const refused = denied.exec(text);
  if (refused !== null) {
    const fix = correction.exec(text);
    if (fix !== null && depth < 3)
      return predicate(sentence, from + fix.index + fix[0].length, end, { depth: depth + 1 });
    const value = leadingValue(sentence, from + refused[0].length, end);
    return { kind: "denial", denied: value.kind === "value" ? value.answer : text.slice(refused[0].length) };
  }
  if (text === "" || isEvaluation(text)) return nothing;
  const kept = from + (contrast.exec(text)?.index ?? text.length);
  const leading = leadingValue(sentence, from, kept);
  if (leading.kind === "value" && isDenied(sentence, leading.span)) return { kind: "denial", denied: leading.answer };
  const said = worded(sentence, from, kept);
  if (said.kind !== "nothing") return said;
  const again = restated(sentence, from, kept);
  if (again.kind !== "nothing") return again;
  if (isAnswer(sentence.slice(from, kept))) return valueOf(sentence, from, kept);
  const cut = from + (tail.exec(sentence.slice(from, kept))?.index ?? kept - from);
  if (cut > from && cut < kept && isAnswer(sentence.slice(from, cut))) return valueOf(sentence, from, cut);
  const copied = isSentence ? afterCopula(sentence, from, cut) : nothing;
  if (copied.kind !== "nothing") return copied;
  if (leading.kind !== "nothing") return leading;
  return depth === 0 ? afterCopula(sentence, from, kept) : nothing;
}

/** Whether a part of a sentence is an answer as it stands: mathematics that is more than words, or a date. */
const isAnswer = (text: string): boolean => {
  const plain = text.trim();
  const isSaid = /[\d\\$=<>^√π∞∅]|^[([*_]*[A-Za-z][)\]*_.]*$/.test(plain);
  const isPhrase = /^(?:of|with|to|for|from|by|at|in|on|after|left|about|exactly|an?|the)\s/i.test(plain);
  return isSaid && !isPhrase && !isEvaluation(plain) && (isDate(plain) || isMathematics(plain));
};

const introduction =
  /^(?:[\s*_>•#-]|(?:so|thus|therefore|hence|then|finally|consequently|accordingly|in total|in conclusion|altogether|overall|now|and|also|this means(?: that)?|which means(?: that)?|this gives(?: us)?|giving|that gives|we (?:get|have|find|see|obtain|conclude)(?: that)?|it follows that|that is|indeed|also|daher|also|donc|así|por lo tanto|portanto|quindi|итак|所以|因此)(?![A-Za-z\p{L}])[\s,:]*)+/iu;
const circumstance =
  /(?:^|[\s(])(?:to (?:reach|get to|have|make|buy|pay|cover|complete|fill|finish)|after|in|within|during|for|over|per|every|each|at|on|by|from|out of|of|with|among|amongst|between|than|since|until|before|if|when|using|through|across|nach|in|après|dans|después de|em|depois de|dopo|steps?|day|week|page|question|problem|equation|equations|example|case|part|option|method|version|room|figure|grade|year|chapter|section|theorem|lemma|line|row|column|number|item)\s+(?:(?:the|a|an|these|those|all|about|only|first|next|last|another|my|his|her|their|our|its|each|every|exactly|both)\s+)*\$?$/iu;
const ofValue =
  /(?:total|sum|amount|value|result|answer|profit|cost|price|average|mean|distance|area|volume|speed|rate|length|number|count|maximum|minimum|probability|score|age|weight|height|difference|product|remainder|quotient|perimeter|balance) of\s+\$?$/i;

/** The value of a sentence that nothing marks as the answer: after its copula or its last "=", or its last value that is not a circumstance. */
export function valueOfSentence(sentence: string): Said {
  const clauses = sentence.split(/(?<=[,;]?\s)(?=(?:so|thus|hence|therefore|which means|meaning|giving)\s)/i);
  let end = sentence.length;
  let saw: Said = nothing;
  for (const clause of clauses.reverse()) {
    const start = end - clause.length;
    const said = valueOfClause(sentence, start, end);
    if (said.kind === "value") return said;
    if (said.kind === "denial") saw = said;
    end = start;
  }
  return saw;
}

const hedge = /(?<![A-Za-z])(?:maybe|perhaps|possibly|either|could be|might be|may be|not sure)(?![A-Za-z])/i;
const named =
  /^(.{1,120}?)\s+(?:is|are)\s+(?:therefore |thus |indeed )?(?:the|our|an?)\s+(?:[a-z]+\s){0,3}(?:solutions?|answers?|results?|ones?|roots?)(?![a-z])/i;

function valueOfClause(sentence: string, start: number, end: number): Said {
  const from = start + (introduction.exec(sentence.slice(start, end))?.[0].length ?? 0);
  const clause = sentence.slice(from, end);
  if (hedge.test(clause)) return nothing;
  const subject = named.exec(clause)?.[1];
  if (subject !== undefined && isAnswer(subject)) return valueOf(sentence, from, from + subject.length);
  const kept = from + (contrast.exec(sentence.slice(from, end))?.index ?? end - from);
  if (kept > from && isAnswer(sentence.slice(from, kept))) return valueOf(sentence, from, kept);
  const cut = from + (tail.exec(sentence.slice(from, kept))?.index ?? 0);
  if (cut > from && isAnswer(sentence.slice(from, cut))) return valueOf(sentence, from, cut);
  const copied = afterCopula(sentence, from, end);
  if (copied.kind !== "nothing") return copied;
  const values = valuesIn(sentence.slice(from, kept));
  const last = values.findLast(
    (value) => !isDenied(sentence, shiftSpan(value, from)) && !isCircumstance(sentence, from + value.start),
  );
  const any = last ?? values.findLast((value) => !isDenied(sentence, shiftSpan(value, from)));
  if (any === undefined) return nothing;
  const run = any.isFormula
    ? formulaRun(sentence.slice(from, kept), values.slice(firstOfRun(sentence.slice(from, kept), values, any)), from)
    : nothing;
  return run.kind === "value" ? run : valueOf(sentence, from + any.inner.start, from + any.inner.end);
}

const shiftSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

/** The index of the first formula that is joined, by formulas, to the given one. */
function firstOfRun(text: string, values: readonly Value[], last: Value): number {
  let index = values.indexOf(last);
  while (index > 0) {
    const [before, here] = [values[index - 1], values[index]];
    if (
      before === undefined ||
      here === undefined ||
      !before.isFormula ||
      !joiner.test(text.slice(before.end, here.start))
    )
      break;
    index--;
  }
  return index;
}

function isCircumstance(sentence: string, at: number): boolean {
  const before = sentence.slice(Math.max(0, at - 40), at);
  return circumstance.test(before) && !ofValue.test(before);
}
