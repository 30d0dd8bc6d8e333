import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { readabilityOf } from "../parse/readable.ts";
import { denialSource, laterDenialSource, verbSource, yesOrNo } from "./languages.ts";
import type { Span } from "./extraction.ts";
import { valuesIn } from "./numbers.ts";
import { formulaRun, nothing, type Said, valueOf } from "./runs.ts";

const fillers =
  /^(?:[\s*_:=>•~\u201c"'`]|\\(?=\s)|->|→|(?:[-–—]\s)|(?:therefore|thus|then|hence|simply|approximately|about|around|exactly|roughly|just|only|now|indeed|clearly|certainly|definitely|actually|equal to|given by|as follows|a total of|is|are|be|option|choice|letter|that|um|well|(?:la|el|le|die|der|das|il|lo|a|o|l')(?=\s*(?:(?:option|opción|opção|opzione)\s)?[(*]{0,3}[A-J](?![A-Za-z]))|opción|opção|opzione|the (?:number|answer|option|choice)(?=\s+[-\d$\\(]))(?![A-Za-z])[\s,:]*)+/i;
const denied = new RegExp(`^(?:not|never|no longer|neither|n't|nicht|pas|${denialSource})(?![\\p{L}])\\s*`, "iu");
const correction =
  /(?:[,;.:—–-]\s*|\s)(?:it(?:'s| is)|but(?: rather| instead)?(?: it is)?|rather|instead|it should be|it must be|the (?:right|correct|actual|true) (?:one|answer|value|result) is|sondern|sino|mais|而是|ma|mas|а|que es)\s+(?=\S)/i;
/** Where what is refused, or why it is refused, begins after the value. */
export const contrast = new RegExp(
  String.raw`[,;(\s]*\s\(?(?:(?:and |but )?not |rather than |instead of |as opposed to |unlike |and never |contrary to |sondern |(?:${denialSource})\s)(?=[^,]{0,40}\S)|[,;]?(?:不是|而不是|而非)|[,;]?\s+and (?=(?:i|we|it|this|that|they|he|she|you)(?:['’]|\s))`,
  "iu",
);
const laterDenial = new RegExp(
  String.raw`^\S{0,3}?\s{0,2}(?:${laterDenialSource})|^[*$\s]*(?:is|was) (?:wrong|incorrect|not (?:the (?:answer|solution|right|correct|value)|correct|right|it)(?![a-z]))`,
  "iu",
);
/** Where a reason, a condition or a circumstance begins after the value. */
export const tail =
  /[,;]?\s+\(?(?:because|since|as (?=the|it|we|there|she|he|they|\$|\d)|where|which|so that|given that|when|if|with|respectively|after|in order|i\.e\.|e\.g\.|that is|meaning|provided|assuming|such that|this is|by|from|due to|according|at the|in the|on the|for the|per the|left|remaining|more|in total|total|altogether|and the|and so|so|but|though|although|while|whereas|weil|da|car|parce|porque|perché|потому|так как|因为)(?![A-Za-z\p{L}])|\s[—–]\s|\s-\s(?=[A-Za-z])|[;]\s|:\s(?=\D)|[,]?\s\((?=[a-z])|[,]\s(?=(?:it|we|they|he|she|this|there|the)\s)|,\s?(?=\p{Script=Han}|\p{Script=Hiragana})|\s?(?:です|である|だ(?![\p{L}])|입니다|이다|है|हैं)|，|。/iu;
const evaluations =
  /^(?:(?:still|also|now|again|definitely|completely|obviously|probably|indeed|therefore|not|quite|likely|always|already|actually|just|partially|both)\s)*(?:incorrect|wrong|correct|right|unclear|given|found|obtained|calculated|computed|the same|as follows|shown|above|below|simple|clear|complete|based|derived|in the|to be|required|asked|needed|here|unique|invalid|inaccurate|inconsistent|ambiguous|determined|reached|provided|explained|close|off|missing|a bit|very|too|stated|expressed|supposed|ready|good|fine|ok|okay|done)\b/i;

/** Whether words only judge or announce: "still incorrect", "as follows". */
export const isEvaluation = (text: string): boolean => evaluations.test(text.replace(/^[\s*_"'`]+/, ""));

const isMathematics = (text: string): boolean => text.length < 2000 && readabilityOf(text) === "mathematics";

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

const inner = new RegExp(
  String.raw`(?<!\p{L})(?:(?:is|are|was|were)n['’]t|(?:it|that|there|this)['’]s|is|are|was|were|be|equals?|becomes|remains?|gives?|yields?|gets?|got|obtain|needs?|requires?|takes?|have|has|had|makes?|made|costs?|totals?|leaves?|sums? (?:up )?to|adds? up to|amounts? to|comes? to|reduces to|simplifies to|equal to|there's|ist|sind|sein|beträgt|haben|es|son|est|sont|é|são|è|sono|hay|gibt|итого|${verbSource}|是|为|等于|は|는|은)(?![A-Za-z\p{L}])`,
  "giu",
);

/** The value after the last copula of a part that a value follows. */
export function afterCopula(sentence: string, start: number, end: number): Said {
  const copulas = [...sentence.slice(start, end).matchAll(inner)];
  for (const copula of copulas.slice(-6).reverse()) {
    const from = start + copula.index + copula[0].length;
    const said = predicate(sentence, from, end, { depth: 1, isDenied: /n['’]t$/.test(copula[0]) });
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

/** "between 3 and 5": neither of its ends. */
const between = /^(?:somewhere |strictly |anywhere )?between \$?([-\d.,]*\d)\$? and \$?([-\d.,]*\d)\$?/i;

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
    return { kind: "denial", denied: value.kind === "value" ? value.answer : text.slice((refused[0] ?? "").length) };
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
export const isAnswer = (text: string): boolean => {
  const plain = text.trim();
  const isSaid = /[\d\\$=<>^√π∞∅]|^[([*_]*[A-Za-z][)\]*_.]*$/.test(plain);
  const isPhrase = /^(?:of|with|to|for|from|by|at|in|on|after|left|about|exactly|an?|the)\s/i.test(plain);
  return isSaid && !isPhrase && !isEvaluation(plain) && (isDate(plain) || isMathematics(plain));
};
