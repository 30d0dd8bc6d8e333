import { readabilityOf } from "../parse/readable.ts";
import { type Extraction, type FoundAnswer, isPlaceholder, type Mark, type Span, takeSpan } from "./extraction.ts";
import { languages } from "./languages.ts";
import { isReported, isWithheld } from "./assertions.ts";
import { valueOfSentence } from "./clauses.ts";
import { ordinalIn } from "./numbers.ts";
import { isEvaluation, predicate } from "./predicate.ts";
import { nothing, type Said } from "./runs.ts";
import { matchesFrom } from "./matches.ts";
import { isCutOff, lineEnd, sentenceEnd, sentencesIn, sentenceStart } from "./sentences.ts";
import { deniesOtherwise, type Doubt, doubtOf, isBound } from "./stance.ts";

// The look ahead is all that most places of a text cost.
const englishNouns = String.raw`(?=ans|cor|rig|bes|act|tru)(?<!(?:gold|reference|expected|student's|their|wrong|incorrect|previous|earlier|first|original|initial|old|former|student|candidate|user|user's|naive|naïve|intuitive|sample|example|model's|given|your|this|that|such|each|any|possible|partial|intermediate|an|no)\s)(?<!\b(?:check|checking|verify|verifying|confirm|validate|explain|about|arriving at|arrive at|get to|reach|before|rounding|round|simplify|report|express|expressing|leave|write|writing|form of|part of|of|with) (?:the |our |my |your |its )?(?:final |correct |right )?)(?<![A-Za-z0-9])(?:answers?|(?:correct|right|best|actual|true|corrected) (?:option|choice|answer|value|count|number|total|result|amount|sum|figure|solution|probability|area|length|price|cost))\b(?! to (?:everything|life|the ultimate))(?:\s(?:to|for|of|in|choice|option) [^.\n:]{1,60}?(?=\s(?:is|are|was|equals)\b|:)| here| then| choice| option| \((?:revised|corrected|updated|edited|new|final)\))?`;
const englishCopulas =
  "is|are|was|were|equals|would be|should be|must be|has to be|to be|will be|comes out to(?: be)?|turns out to be|becomes";
const englishDenials =
  "(?:is|are|was|were|would|should|could|can)(?:n't| not|not)(?: be)?|is (?:never|no longer)|(?:is|are|was) (?:definitely|certainly|clearly|surely|obviously|probably) not|can ?not be|won't be|can't be";
const nouns = [
  englishNouns,
  ...languages.map(({ nouns: source, words }) => String.raw`${words === "" ? "" : "(?<!\\p{L})"}(?:${source})`),
];
const copulas = [englishCopulas, ...languages.map((language) => language.copulas)];
const dress = String.raw`[ \t*_\x60]{0,8}`;
const patterns = nouns.map(
  (noun, i) =>
    String.raw`${noun}${dress}(?:(?:${i === 0 ? englishDenials : (languages[i - 1]?.denials ?? "(?!)")})(?<denied${i}>)|(?:${copulas[i] ?? ""})(?!(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])|:|=|→|->|=>|[*_:]{0,4}(?=[ \t]{0,8}\n))`,
);
const others = languages.flatMap(({ marks }) => marks ?? []);
const phrase = new RegExp(`(?:${patterns.join("|")}|${others.join("|")})${dress}(?:[:=→]|->|=>)?${dress}`, "giu");
const label =
  /^[ \t>]{0,8}[*_]{0,3}(?:ans\.?(?=[*_]{0,3}[ \t]{0,4}[:：]|[ \t]+[-\d$\\(])|a|result|solution|conclusion|output|réponse|lösung|solución|solução|soluzione|解|решение)[*_]{0,3}[ \t]{0,4}(?:[:：]|(?<=ans\.[ \t]{0,4}))[*_]{0,3}[ \t]*/gimu;

/** The block that a phrase announces: the rest of its line or, where nothing is left there, the next line that is not blank, without fences. */
function announced(text: string, from: number): { readonly start: number; readonly isNextLine: boolean } {
  const skipped = /^[\s*_:>]*(?:`{3}[\w-]*[ \t]*\n\s*|`{1,2}(?!`))?[*_]*/.exec(text.slice(from, from + 400))?.[0] ?? "";
  return { start: from + skipped.length, isNextLine: skipped.includes("\n") };
}

const item = /^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+(?=\S)/;

/** A list that stands below "Answers:": its items are one answer. */
function listed(text: string, start: number): FoundAnswer | null {
  const items: FoundAnswer[] = [];
  let at = text.lastIndexOf("\n", start - 1) + 1;
  for (; at < text.length && items.length < 30; at = lineEnd(text, at) + 1) {
    const mark = item.exec(text.slice(at, at + 40));
    if (mark === null) break;
    const found = takeSpan(text, at + mark[0].length, lineEnd(text, at), "phrase", "the list after an announcement");
    if (found === null) break;
    const plain = found.answer.replace(/^\*\*|\*\*$|[.,;]$/g, "");
    if (readabilityOf(plain) === "sentence") return null;
    items.push({ ...found, answer: plain.replace(/^\$([^$]*)\$$/, "$1") });
  }
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { ...first, end: last.end, answer: items.map(({ answer }) => answer).join(", ") };
}

/** "Answer:", then "1. First we add": the number of a step is no answer. */
const beginsSteps = (rest: string, isNextLine: boolean): boolean =>
  /^1[.)][*_]*\s+[*_]*\p{L}/u.test(rest) && (isNextLine || /\n[\s*_>]{0,8}2[.)]/.test(rest));

/** The end of what a phrase says: of its sentence, or of a displayed formula. */
function endOf(text: string, from: number): number {
  const display = /^(\$\$|\\\[)/.exec(text.slice(from, from + 2))?.[0];
  if (display !== undefined) {
    const close = text.indexOf(display === "$$" ? "$$" : "\\]", from + 2);
    if (close >= 0 && close - from < 3000) return close + 2;
  }
  const limit = lineEnd(text, from);
  const fence = text.slice(from, limit).search(/`/);
  return sentenceEnd(text, from, fence > 0 ? from + fence : limit);
}

const foundFrom = (said: Said & { kind: "value" }, reason: string): FoundAnswer => ({
  kind: "answer",
  answer: said.answer,
  ...said.span,
  rule: "phrase",
  reason,
});

const maxWordChars = 60;
const noName =
  /^(?:an?|in|to|of|on|at|by|from|with|that|as|our|this|these|those|only|one of|part|all about|already|based|what|how|why|when|where|because|if)\s/i;

/** A name, a day, a few words: what is said where nothing is mathematics. */
function words(text: string, start: number, end: number, reason: string): FoundAnswer | null {
  const found = takeSpan(text, start, end, "phrase", reason);
  if (found === null || isEvaluation(found.answer) || isPlaceholder(found.answer)) return null;
  const plain = found.answer.replace(/^[*_"'`\s]+|[*_"'`\s]+$/g, "");
  const isShort =
    plain.length <= maxWordChars && plain.split(/\s+/).length <= 8 && !/[\d=]/.test(plain) && !noName.test(plain);
  const at = found.start + found.answer.indexOf(plain);
  return isShort && plain !== "" ? { ...found, answer: plain, start: at, end: at + plain.length } : null;
}

const opening = /^[\s*_>-]*(?:we|let|first|to |given|since|in order|if|start|there (?:is|are)|she|he|they|each|i )\b/i;

/** The words that turn "the answer is 5" into a supposition, or a denial. */
const supposed =
  /\b(?:if|whether|suppose|supposing|assume|assuming|unless|say|pretend|imagine)\s+(?:that\s+)?(?:the|my|our|your)?\s*(?:final |correct )?$/i;
const doubted =
  /\b(?:impossible|unlikely|wrong|incorrect|false|untrue)\s(?:for|that)\s(?:the |my |our )?(?:final |correct )?$|(?:n['’]t|\bnot|\bnever|\bhardly|\bdoubt)\s+(?:(?:think|believe|say|mean|sure|certain|clear|true|claim)\s+)?(?:that\s+)?(?:the|my|our)?\s*(?:final |correct )?$/i;

/** `Format: "The answer is 5"`: what is quoted as an example says nothing. */
const exemplified =
  /\b(?:format|example|template|e\.g|such as|for instance|prompt|instructions?|output)\b[^."”\n]{0,40}["“`]\s*(?:the|my)?\s*(?:final |correct )?$/i;
const asking = /^(?:is|was|could|can|would|should|might|may) (?:it|that|this|the answer)\b/i;

const part = /^(?:\$?[A-Za-z]\$?-)?\p{L}[\p{L} -]{1,25}[ :]\s?(\$[^$]{1,60}\$|[-−]?\$?\d[\d.,/]*(?:\s\p{L}{1,12})?)$/u;
const namedPart = /^\$?[A-Za-z]\$?-\p{L}|^\p{L}{3,}/u;

/** "Answer: slope 3, intercept 4": the values of several things, each behind its name. */
function namedParts(text: string, start: number, end: number): FoundAnswer | null {
  const said = text.slice(start, end).replace(/[\s.*_]+$/, "");
  const parts = said.split(/[,;]\s(?:and\s)?|\sand\s/);
  const values = parts.map((one) => (namedPart.test(one) ? part.exec(one)?.[1] : undefined));
  if (deniesOtherwise(said) || /\b(?:not|but|or|now)\b/i.test(said)) return null;
  if (parts.length < 2 || values.some((one) => one === undefined)) return null;
  return {
    kind: "answer",
    answer: values.join(", "),
    start,
    end: start + said.length,
    rule: "phrase",
    reason: "the named values behind a label",
  };
}

/** What is answered where the question cannot be: "Answer: cannot be determined". */
const unanswerable =
  /^(?:it )?(?:(?:can ?not|can['’]t) be (?:determined|found|computed)(?: from the (?:given )?(?:information|data))?|(?:there is )?(?:not enough|insufficient) (?:information|data))[.\s*_]*$/i;
const concludesLater =
  /^[\s*_>#-]*(?:so|thus|therefore|hence|altogether|in total|(?:their|its|the) (?:sum|total|product|difference|average|mean|result|answer))\b[^\n]*\d/i;

/** Whether a label is followed by a whole sentence, and its paragraph by a conclusion: "Answer: The primes are 2 and 3. Their sum is 5." */
function worksOut(text: string, start: number, end: number): boolean {
  if (
    !/^(?:the|there|each|every|all|an?|his|her|their|its)\s[^.]*\s(?:is|are|has|have)\s/i.test(text.slice(start, end))
  )
    return false;
  const stop = /\n\s*\n/.exec(text.slice(end))?.index ?? text.length - end;
  return sentencesIn(text.slice(0, end + stop), end + 1).some((span) =>
    concludesLater.test(text.slice(span.start, span.end)),
  );
}

/** No answer in a sentence is longer; what is bounded is read in bounded time. */
const maxSaidChars = 2500;

/** The text behind one phrase; null where it says nothing of an answer. */
function afterPhrase(text: string, match: RegExpExecArray, isCopula: boolean): Extraction | null {
  const reason = `what follows "${match[0].trim().replace(/\s+/g, " ")}"`;
  const sentenceFrom = Math.max(0, match.index - 200, sentenceStart(text, match.index));
  const lead = text.slice(sentenceFrom, match.index);
  const before = lead.slice(-60);
  if (supposed.test(before)) return null;
  if (isReported(`${lead}${match[0]}`) || exemplified.test(lead) || toAnotherQuestion.test(match[0])) return null;
  const from = match.index + match[0].length;
  const { start, isNextLine } = announced(text, from);
  if (isNextLine && isCopula && /\n\s*\n\s*[A-Z#]/.test(text.slice(from, start + 1))) return null;
  const list = isNextLine && !isCopula ? listed(text, start) : null;
  if (list !== null) return list;
  if (!isCopula && beginsSteps(text.slice(start, start + maxSaidChars), isNextLine)) return null;
  const end = Math.min(endOf(text, start), start + maxSaidChars);
  const sentence = text.slice(0, end);
  if (text[end] === "?" && asking.test(text.slice(start, end)))
    return { kind: "noAnswer", reason: "the answer is asked" };
  if (text[end] === "?" && end - start < 40 && /\d\W*$/.test(text.slice(start, end)))
    return { kind: "noAnswer", reason: "the answer is asked" };
  if (isCutOff(text, start, end) || isCutOff(text, sentenceFrom, end))
    return { kind: "noAnswer", reason: "the answer is cut off" };
  const undetermined = isCopula ? undefined : unanswerable.exec(text.slice(start, end))?.[0];
  if (undetermined !== undefined) return takeSpan(text, start, start + undetermined.length, "phrase", reason);
  const parts = isCopula ? null : namedParts(text, start, end);
  if (parts !== null) return parts;
  if (!isCopula && worksOut(text, start, end)) return null;
  if (isWithheld(text.slice(sentenceFrom, end))) return { kind: "noAnswer", reason: "the answer is withheld" };
  if (!isCopula && opening.test(text.slice(start, start + 24)) && text.slice(end + 1).trim() !== "") return null;
  const isDenied =
    doubted.test(before) ||
    Object.entries(match.groups ?? {}).some(([name, value]) => name.startsWith("denied") && value !== undefined);
  const said = isDenied
    ? predicate(`not ${text.slice(start, end)}`, 0, end - start + 4)
    : predicate(sentence, start, end, { isSentence: !isCopula });
  if (said.kind === "value") {
    const shift = isDenied ? start - 4 : 0;
    const span = { start: said.span.start + shift, end: said.span.end + shift };
    const doubt = doubtOfPhrase(
      text,
      { start: isCopula || isNextLine ? sentenceFrom : start, end },
      span,
      /^[<>]/.test(said.answer),
    );
    if (doubt === "supposed" || doubt === "reported") return null;
    if (doubt !== null) {
      const reason = `"${said.answer.slice(0, 40)}" is ${doubt}`;
      return { kind: "noAnswer", reason, ...(doubt === "denied" && { denied: said.answer }) };
    }
    return foundFrom({ ...said, span }, reason);
  }
  if (said.kind === "denial")
    return { kind: "noAnswer", reason: `"${said.denied.slice(0, 40)}" is denied`, denied: said.denied };
  if (/to be\W*$/i.test(match[0])) return null;
  return isCopula ? wordsAfterCopula(text, start, end, reason) : sentenceAfterLabel(text, start, end, reason);
}

/** A day, a name, a few words. */
function wordsAfterCopula(text: string, start: number, end: number, reason: string): Extraction | null {
  if (isPlaceholder(text.slice(start, end))) return { kind: "noAnswer", reason: "nothing fills the place" };
  const ordinal = ordinalIn(text.slice(start, end));
  return ordinal === null
    ? words(text, start, end, reason)
    : takeSpan(text, start + ordinal.start, start + ordinal.end, "phrase", reason);
}

/** The value of the sentence that a label announces. */
function sentenceAfterLabel(text: string, start: number, end: number, reason: string): Extraction | null {
  const whole = isEvaluation(text.slice(start, end)) ? nothing : valueOfSentence(text.slice(start, end));
  if (whole.kind !== "value") return words(text, start, end, reason);
  const span = { start: whole.span.start + start, end: whole.span.end + start };
  const doubt = doubtOfPhrase(text, { start, end }, span);
  return doubt === null
    ? foundFrom({ ...whole, span }, reason)
    : { kind: "noAnswer", reason: `the answer is ${doubt}` };
}

/** "The answer to the previous problem was 5" */
const toAnotherQuestion =
  /\s(?:to|for|of|in) (?:the |an? |my |our )?(?:previous|earlier|next|other|similar|example|sample|last|old) (?:problem|question|exercise|example|part|version|puzzle|case|one)\b/i;

/** "37 read backwards" */
const turnedRound = /\d\s(?:\w+\s)?(?:backwards?|in reverse|upside down)\b/i;

/** Why the value of an announced answer does not count; what is only beside the point elsewhere is announced here. */
function doubtOfPhrase(text: string, { start, end }: Span, value: Span, isRelation = false): Doubt | null {
  const sentence = text.slice(start, end);
  const span = { start: value.start - start, end: value.end - start };
  if ((isBound(sentence, span) || turnedRound.test(sentence.slice(span.start, span.end))) && !isRelation)
    return "denied";
  const doubt = doubtOf(sentence, span);
  return doubt === "beside" ? null : doubt;
}

/** The text behind the last "the answer is", "Answer:", "答案是" and the like at or after a place, to the end of its sentence. */
export function lastPhrase(text: string, from = 0): Mark | null {
  for (const match of matchesFrom(phrase, text, from).slice(-60).reverse()) {
    const isLabel =
      /[:=→>]\s*[*_`]*\s*$/.test(match[0]) ||
      /\n/.test(text.slice(match.index + match[0].length, match.index + match[0].length + 2));
    const content = afterPhrase(text, match, !isLabel);
    if (content !== null) return { at: match.index, content };
  }
  return lastLabel(text, from);
}

/** "A:", "Result:", "Solution:" at the head of a line, where what follows is an answer as it stands and ends its paragraph. */
function lastLabel(text: string, from: number): Mark | null {
  const match = matchesFrom(label, text, from).at(-1);
  if (match === undefined) return null;
  const { start } = announced(text, match.index + match[0].length);
  const end = endOf(text, start);
  if (text.slice(end + 1, lineEnd(text, end)).trim() !== "") return null;
  const said = predicate(text.slice(0, end), start, end, { depth: 1, isSentence: true });
  return said.kind === "value"
    ? { at: match.index, content: foundFrom(said, `what follows "${match[0].trim()}"`) }
    : null;
}
