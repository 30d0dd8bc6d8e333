import { lastRow } from "./rows.ts";
import { numbersInWords } from "../parse/number-words.ts";
import type { FoundAnswer, Span } from "./extraction.ts";
import { isDisowned } from "./disowned.ts";
import { asksAgain, goesOnFrom, goesOnInside } from "./going-on.ts";
import { breaksOffBehind } from "./broken-off.ts";
import { listsChoices } from "./choices.ts";
import { isInstruction, isNextStep, isReported, isWithheld, refuses, resultOfPlan } from "./assertions.ts";
import { askingSource, languages } from "./languages.ts";
import { isCircumstance, valueOfSentence } from "./clauses.ts";
import type { Said } from "./runs.ts";
import { valuesIn } from "./numbers.ts";
import { isEvaluation } from "./predicate.ts";
import { isCutOff, sentencesIn } from "./sentences.ts";
import {
  type Doubt,
  doubtOf,
  drawsConclusion,
  isBound,
  isConclusion,
  isSpokenOf,
  turnsAway,
  turnsBack,
} from "./stance.ts";
import { saidInWords } from "./said-in-words.ts";
import { isGapped, isItemOfList, isOneOfCases, isOneOfItems, withDisplaysBefore } from "./side-by-side.ts";
import { isInSupposedWorld } from "./supposed-world.ts";
import { callsWrong, checksOtherwise, failsCheck, takesBack, withdraws } from "./retractions.ts";

/** How a sentence begins that concludes. */
export const conclusion =
  /^[\s*_>#-]*(?:so|thus|therefore|hence|finally|consequently|in total|altogether|in conclusion|overall|total|result|answer)\b/i;
/** Whether the last line of a text concludes: "So the perimeter is 24." */
export const concludes = (text: string): boolean => conclusion.test(text.trimEnd().split("\n").at(-1) ?? "");

/** What is said beside the answer: checks, notes, hints, good wishes. */
const remark =
  /^[\s*_>#(-]*(?:checks?|checking|verif\w+|notes?|hints?|let me know|i hope|hope|if you(?:['’](?:d|re|ll|ve)|r| (?:would|want|wish|need|have any|like|still|prefer|get stuck|are|notice|look|check))|feel free|please|to (?:check|verify|recap|summari[sz]e|explain)|recap|remember|p\.?s\.?|(?:fun|interesting|bonus|side) (?:facts?|notes?)|by the way|btw|subscribe|sign up|click|download|share this|follow (?:us|me)|read more|(?:plugg?|substitut|putt?)(?:ing|es?|s)? [^.]{1,40}\bback\b|(?:in )?(?:the|our|my) next (?:post|lesson|video|article|chapter)|posted (?:by|on)|tags?\b|incidentally|interestingly|did you know|i had (?:\w+ )?(?:forgotten|missed|misread|overlooked|miscounted)|indeed\b(?=.*[=])|this (?:took|makes sense)|(?:this|it|the (?:result|answer)) can (?:also |easily )?be (?:checked|verified|confirmed)\b|(?:replace|put|write|fill|insert|enter|substitute)\b[^.]{0,60}\byour\b|\[?[✓✔✅](?!\s*\**(?:final |the )?answer))/i;
/** "Checking the signs, exactly 4 of them are real": what a check finds out, where it does not check a value. */
const finds =
  /^[\s*_>#(-]*(?:checking|verifying|verification|to (?:check|verify))\b(?!.*(?:[=≈≠✓✔✅:]|\bas (?:required|expected|needed|it should)\b|match|\bworks?\b|\bcorrect\b|\bholds?\b|consistent|confirm))[^,]*,\s.*\d/i;
const isRemark = (sentence: string): boolean =>
  (remark.test(sentence) && !finds.test(sentence)) || checksOtherwise(sentence);
/** Steps of the way, of which the last may state the answer where nothing else does. */
const step = /^[\s*_>#(-]*(?:step \d|proof|explanation|reasoning)/i;
/** The lines of an agent that is still at work. */
const atWork =
  /^[\s*_>#-]*(?:thought|action(?: input)?|observation|tool|plan|(?:guess|attempt|try|candidate|idea)\s?#?\d{1,2})\s?:/i;

/** "Problem summary: they have 64 together." */
const given =
  /^[\s*_>#-]*(?:(?:problem|question|task|exercise)(?: summary| statement)?|summary of the (?:problem|question|task)|given|known|unknowns?|to find|wanted|asked(?: for)?|goal|gegeben|gesucht|données?|datos|dados|dati|дано|найти|已知|求)[*_\s]*[:：]\s*(?=\S)/iu;

/** A judge's text and its last line. */
const score = /^[\s*_>#-]*(?:(?:final |overall )?(?:score|grade|rating|verdict|reward)|marks?|points)\b[*_\s]*:/i;
const judging = /\b(?:response|reference|rubric|criteria|submission|student)\b/i;

const others =
  /\b(?:gold|reference|expected|ground[- ]truth|student['’]?s?|original|previous|earlier)\s(?:\w+\s)?(?:answer|solution|result)\b/i;
const announced = /\banswers?\s(?:is|was|are)\s/i;

/** Whether a sentence is about somebody else's answer, or judges one: "the gold answer is 12", "the answer is found by adding 3". */
export function judged(sentence: string): boolean {
  const match = announced.exec(sentence);
  return (
    others.test(sentence) ||
    isReported(sentence) ||
    (match !== null && isEvaluation(sentence.slice(match.index + match[0].length)))
  );
}

const item = /^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+(\S.*?)[.,;]?$/;

const asks = new RegExp(
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}])(?:(?:how|what|which|when|where|who|find|calculate)(?!\p{L})|${askingSource})`,
  "iu",
);
/** A question that leaves the next step to the reader, and words that do. */
const asksReader =
  /^[\s*_>"“]*(?:(?:so|now|then|and|ok(?:ay)?)[,\s]+)*(?:what|how|which|where|why|can you (?:spot|see|find|tell|work|figure|compute|calculate|solve|finish|complete|continue))\b(?!.*\b(?:help|else|think|would you like|about you)\b).*\b(?:you|we)\b/i;
const toReader =
  /\b(?:(?:won['’]t|will not|not going to) (?:give|tell|reveal|spoil)\b.{0,30}\b(?:answer|result|solution|away)|here['’]s an? (?:nudge|hint|clue)|your turn\b|(?:try|do|finish) (?:it|this|the rest) (?:yourself|on your own)|see if you can|over to you|i['’]ll leave (?:it|this|that|the rest|the last)|left to (?:you|the reader)|(?:so|therefore|hence|thus) (?:we|you|i) (?:need|must take|must try|should try|want|have to try) an? (?:larger|smaller|bigger|higher|lower|other|different)\b|which is (?:too (?:small|large|big|low|high)|not enough), so)/i;
const polite =
  /\b(?:does that|does this|is that|is there|shall i|should i|may i|can i|want me|you|help|sense|right|ok|okay)\b/i;
/** "Does this seem the answer?" */
const asksOfAnswer = /\b(?:is|be|was|seems?|looks?)\b[^?]{0,40}\b(?:the|an?|this|my) (?:\w+ )?answer\b/i;
const offersHelp = /\b(?:you|help|sense|right|ok|okay)\b/i;
const checks = /\b(?:check|verify|confirm|double-check)/i;

/** Whether a sentence leaves the question open, so that nothing before it is the answer: it asks it again, refuses, or only plans. */
function leavesOpen(sentence: string, isQuestion: boolean): boolean {
  if (isQuestion && asksReader.test(sentence)) return true;
  if (toReader.test(sentence)) return true;
  if (isQuestion && asksAgain(sentence)) return true;
  if (isQuestion && asksOfAnswer.test(sentence)) return !offersHelp.test(sentence);
  if (isQuestion) return asks.test(sentence) && !polite.test(sentence);
  if (checks.test(sentence)) return false;
  if (isNextStep(sentence)) return true;
  return isWithheld(sentence) ? valueOfSentence(sentence).kind !== "value" : resultOfPlan(sentence.trim()) === -1;
}

/** `### 3. Conclusion`: a Markdown heading says nothing, unless it states a value. */
const isHeading = (line: string): boolean => /^\s*#{1,6}\s/.test(line) && !/[=≈]|\b(?:is|are|equals?)\b/i.test(line);

/** "D) 8": one of the choices that end the text, which takes none of them. */
const choiceLine = /^\s*[-*]?\s*\(?([A-J])[).:]\s/;

const givens =
  /^[\s*_>#]*(?:given|known|data|facts|information|we (?:know|are given)|the problem)\b[^\n]{0,60}:[*_\s]*$/i;

/** Whether a line is of a list that its heading calls what is given. */
export function isGiven(text: string, at: number): boolean {
  const lines = text
    .slice(Math.max(0, at - 1000), at)
    .split("\n")
    .slice(-21, -1);
  const own = text.slice(text.lastIndexOf("\n", at - 1) + 1, at + 200).split("\n", 1)[0] ?? "";
  return item.test(own) && givens.test(lines.findLast((line) => !item.test(line) && line.trim() !== "") ?? "");
}

/** "2) " before what an item of a list says, as blanks. */
const withoutMarker = (sentence: string): string =>
  sentence.replace(/^[\s*_>#-]{0,6}\(?(?:\d{1,3}|[a-z])\)[*_]*\s+(?=[*_]*\p{L})/u, (mark) => " ".repeat(mark.length));

/** Whether a sentence is only the number of what its line goes on to say: "3. If you keep going". */
const isMarker = (text: string, { start, end }: Span): boolean =>
  /^[\s*_>#-]{0,6}\d{1,3}$/.test(text.slice(start, end)) &&
  /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, start - 8), start)) &&
  /^\.[*_]*[^\S\n]+\S/.test(text.slice(end, end + 8));

/** "which is no...": a text that trails off, unless it has just counted something. */
const trailsOff = (text: string, { start, end }: Span): boolean =>
  text.slice(end).replace(/^\.+/, "").trim() === "" &&
  /\p{L}{2}\s?(?:\.\.|…)\.?$/u.test(text.slice(start, end + 1)) &&
  !/\d\S*\s+\p{L}+\s?(?:\.\.|…)\.?$/u.test(text.slice(start, end + 1));

/** "(The limit here is 50 km/h.)": a sentence in brackets says what is beside the point. */
const isBracketed = (text: string, { start, end }: Span): boolean =>
  /^\s*\(\p{L}[^()]*$/u.test(text.slice(start, end)) && text[end + 1] === ")";

/** "Give a more specific answer": the article is no letter. */
const isArticle = (sentence: string, { start, end }: Span): boolean =>
  /^a$/i.test(sentence.slice(start, end)) && /^\s\p{Ll}{2}/u.test(sentence.slice(end, end + 3));

/** "(Or maybe 50 km/h.)" */
const orElse = /^\s*\((?:or )?(?:maybe|perhaps|possibly|alternatively)\b/i;

const maxSentences = 40;
const tailChars = 4000;

/** Whether nothing that stands before a sentence counts either: it breaks off, is given, asks again, offers choices, or takes back. */
const endsSearch = (text: string, span: Span, sentence: string): boolean =>
  isCutOff(text, span.start, span.end) ||
  trailsOff(text, span) ||
  given.test(sentence) ||
  (score.test(sentence) && judging.test(text)) ||
  atWork.test(sentence) ||
  isGiven(text, span.start) ||
  orElse.test(sentence) ||
  listsChoices(sentence) ||
  leavesOpen(sentence, text[span.end] === "?") ||
  failsCheck(sentence) ||
  withdraws(sentence);

/** Whether a sentence without a value leaves what stands before it unfinished. */
const goesOnWithout = (sentence: string): boolean =>
  turnsAway(sentence) || takesBack(sentence) || goesOnFrom(sentence) || isInstruction(sentence);

/** Whether a sentence behind a value takes it back, asks again or goes on from it; remarks and checks that hold do not. */
export const goesOnBehind = (text: string, from: number): boolean =>
  sentencesIn(text, from)
    .slice(0, maxSentences)
    .some((span) => {
      const sentence = text.slice(span.start, span.end);
      if (failsCheck(sentence) || withdraws(sentence)) return true;
      if (isRemark(sentence)) return false;
      if (text[span.end] === "?") return leavesOpen(sentence, true);
      return goesOnWithout(sentence) && !/\d/.test(sentence);
    });

/** Whether a sentence of the end of a text is beside its answer, which stands before it. */
const isPassedOver = (text: string, span: Span, sentence: string): boolean =>
  isMarker(text, span) || text[span.end] === "?" || judged(sentence) || isHeading(sentence);

/** The sentences of the end of a text, last first; remarks and checks that hold are left out, and steps come after all others. */
function sentencesToRead(text: string): { readonly all: readonly Span[]; readonly said: readonly Span[] } {
  const cut = Math.max(0, text.length - tailChars);
  const from = cut === 0 ? 0 : text.indexOf("\n", cut) + 1 || text.indexOf(". ", cut) + 1 || cut;
  const all = sentencesIn(text, from).slice(-maxSentences).reverse();
  const said = all.filter(({ start, end }) => {
    const sentence = text.slice(start, end);
    return !isRemark(sentence) || failsCheck(sentence) || withdraws(sentence);
  });
  const isStep = ({ start, end }: Span): boolean => step.test(text.slice(start, end));
  return { all, said: [...said.filter((span) => !isStep(span)), ...said.filter(isStep)] };
}

/** The value of the last sentence that has one; remarks and checks that follow the answer are passed over. */
export function lastSentence(text: string): FoundAnswer | null {
  const { all, said } = sentencesToRead(text);
  const [last, before] = all.map(({ start, end }) => choiceLine.exec(text.slice(start, end))?.[1]);
  if (last !== undefined && before !== undefined && last !== before) return null;
  const denied: string[] = [];
  let isBelowItems = false;
  for (const span of said) {
    const sentence = withoutMarker(text.slice(span.start, span.end));
    if (!isMarker(text, span) && endsSearch(text, span, sentence)) return null;
    if (isPassedOver(text, span, sentence)) continue;
    const found = valueOfSentence(sentence);
    if (found.kind === "denial") denied.push(found.denied);
    if (found.kind !== "value") {
      if (goesOnWithout(sentence)) return null;
      continue;
    }
    if (isArticle(sentence, found.span) || isInstruction(sentence)) continue;
    if (isBracketed(text, span) && !turnsAway(sentence) && !takesBack(sentence)) continue;
    const doubt = doubtOfValue(sentence, found.span);
    const at = { start: span.start + found.span.start, end: span.start + found.span.end };
    if (doubt === "hedged" || isInSupposedWorld(text, at.start, at.end) || isOneOfCases(text, at)) return null;
    isBelowItems ||= isOneOfItems(text, at);
    if (isBelowItems && (isItemOfList(text, at) || !conclusion.test(sentence))) continue;
    const isRefused = doubt === "denied" || (doubt === null && isDisowned(text, at));
    if (isRefused) denied.push(found.answer);
    if (doubt === "beside" && conclusion.test(sentence)) return null;
    if (doubt !== null || isRefused) continue;
    if (denied.includes(found.answer) || isUnfinished(text, span, found, all[0])) return null;
    return isLicensed(text, span, found.span) ? answerAt(text, at, found.answer) : saidFirst(text, span);
  }
  return null;
}

/** Whether the value of a sentence is called wrong later, is one of two subjects', or something goes on from it. */
function isUnfinished(text: string, span: Span, found: Said & { kind: "value" }, ending: Span | undefined): boolean {
  const sentence = withoutMarker(text.slice(span.start, span.end));
  if (callsWrong(text.slice(span.end), found.answer) || isGapped(sentence, found.span)) return true;
  if (goesOnInside(sentence.slice(found.span.end))) return true;
  const isSaid = ending !== undefined && !isRemark(text.slice(ending.start, ending.end));
  return isSaid && breaksOffBehind(text, ending, { sentence: span, end: span.start + found.span.end });
}

/** The value at a place as the answer: of rows of equations the last, of displays that are joined the list. */
function answerAt(text: string, at: Span, value: string): FoundAnswer {
  const answer = lastRow(value) ?? value;
  const start = at.start + Math.max(0, value.lastIndexOf(answer));
  const end = answer === value ? at.end : start + answer.length;
  const reason = "the value of the last sentence that has one";
  const found: FoundAnswer = { kind: "answer", answer, start, end, rule: "sentence", reason };
  return { ...found, answer: withDisplaysBefore(text, found) ?? answer };
}

/** The last number that the last sentence of a text without digits spells: "You have thirty-two dollars left." */
export function lastSpelled(text: string): FoundAnswer | null {
  const spans = sentencesIn(text).filter(({ start, end }) => !isRemark(text.slice(start, end)));
  const last = spans.at(-1);
  if (last === undefined || text[last.end] === "?" || spans.length > 3) return null;
  const sentence = text.slice(last.start, last.end);
  const said = numbersInWords(sentence)
    .filter(({ start }) => !isCircumstance(sentence, start))
    .at(-1);
  if (said === undefined || isWithheld(sentence) || judged(sentence)) return null;
  if (doubtOfValue(sentence, said) !== null || isDisowned(sentence, said)) return null;
  if ((spans.length > 1 || numbersInWords(sentence).length > 1) && !isConclusion(sentence, said)) return null;
  const reason = "the number that the last sentence spells";
  return {
    kind: "answer",
    answer: said.value,
    start: said.start + last.start,
    end: said.end + last.start,
    rule: "sentence",
    reason,
  };
}

/** "It's 48 km.": a first sentence that is nothing but an answer. */
const answers =
  /^[\s*_>"“¡]*(?:it|that|they)(?:['’]s|['’]re|\s(?:is|are|was|were|will be|comes to))\s(?:exactly |just |only )?(?=[-$*\d(\\])/i;

/** The value of a first sentence that is nothing but an answer, where what follows is an account of how it comes. */
function saidFirst(text: string, last: Span): FoundAnswer | null {
  const [first, ...more] = sentencesIn(text);
  if (first === undefined || first.start >= last.start) return null;
  const sentence = text.slice(first.start, first.end);
  const said = answers.test(sentence) ? valueOfSentence(sentence) : null;
  if (said?.kind !== "value" || text[first.end] === "?" || doubtOfValue(sentence, said.span) !== null) return null;
  const isOpen = more.some(({ start, end }) => {
    const after = text.slice(start, end);
    return turnsAway(after) || takesBack(after) || withdraws(after) || isWithheld(after) || text[end] === "?";
  });
  const reason = "the first sentence, which is nothing but an answer";
  return isOpen || callsWrong(text.slice(first.end), said.answer)
    ? null
    : {
        kind: "answer",
        answer: said.answer,
        start: said.span.start + first.start,
        end: said.span.end + first.start,
        rule: "sentence",
        reason,
      };
}

/** What the text answers in words, in its last sentence or its first. */
export function lastInWords(text: string): FoundAnswer | null {
  const spans = sentencesIn(text, Math.max(0, text.length - tailChars)).filter(
    ({ start, end }) => !isRemark(text.slice(start, end)) && text[end] !== "?" && /\p{L}/u.test(text.slice(start, end)),
  );
  return /\d/.test(text) ? saidInWords(text, spans, lastSentence) : null;
}

/** Why the value of a sentence does not count, a bound and an announced answer that said nothing among the reasons. */
export function doubtOfValue(sentence: string, value: Span): Doubt | null {
  if (isBound(sentence, value)) return "beside";
  if (/(?<!\bof (?:\w+ )?)\banswers?(?:\s(?:is|was|are|were|used)\b|\s?[:=])/i.test(sentence.slice(0, value.start)))
    return "beside";
  if (isWithheld(sentence.slice(0, value.start)) && !/[,;]/.test(sentence.slice(0, value.start))) return "hedged";
  const head = /^\S*\d\S*(?=\s)/.exec(sentence.slice(value.start, Math.min(value.end, value.start + 40)))?.[0] ?? "";
  if (head !== "" && isSpokenOf(sentence, { start: value.start, end: value.start + head.length })) return "denied";
  return doubtOf(sentence, value);
}

const computes =
  /[=≈]|\b(?:equals|(?:this|that|which) (?:gives|makes|is)|(?:we|to|you) (?:get|have)|obtain|yields?|leaves)\s+(?:\w+\s)?[$\\]?\d/i;
/** How a sentence begins that says what follows from something, or how it says what is wanted. */
const follows = /^[\s*_>#-]*(?:if|since|because|as|when|after|with|given)\b|\b(?:needs?|will)\b/i;
const manyValues = 3;
/** Words of a text that has choices, without which a letter on its own is none. */
const choosing = /\b(?:options?|choices?|alternatives?|answers?|statements?|correct)\b|(?:^|[\s*])\(?[A-J][).:]\s/i;

/** Letters of the Latin script that no language of the tables writes, so that its words for "not" are not known either. */
const foreign = /[ăąćčďđėęěğģħįķļľłňņőŕřșšşţťțůűųžƙɗɓẹọṣŋħġżŵŷāēīōūƴʻ]/i;
const known = new RegExp(
  String.raw`(?<!\p{L})(?:the|is|are|has|have|had|of|to|in|for|with|${languages.flatMap(({ words }) => (words === "" ? [] : words.split(" "))).join("|")})(?!\p{L})`,
  "iu",
);

/** Whether a sentence is of a language whose denials the tables do not know. */
const isForeign = (sentence: string): boolean => foreign.test(sentence) && !known.test(sentence);

/**
 * Whether a sentence may state the answer where it stands: by its own conclusion, after a computation, or where it is all that is
 * said. What remains are accounts of what happens: "Tom has 12 apples. He gives 5 to Jerry."
 */
export function isLicensed(text: string, span: Span, value: Span): boolean {
  const sentence = text.slice(span.start, span.end);
  const before = text.slice(Math.max(0, span.start - tailChars), span.start);
  const [last] = sentencesIn(before).slice(-1);
  const lead = last === undefined ? "" : before.slice(last.start, last.end);
  if (refuses(lead) && !drawsConclusion(sentence)) return false;
  if (isConclusion(sentence, value)) return true;
  if (!isWithheld(lead) && (turnsBack(lead) || (/\d/.test(lead) && valueOfSentence(lead).kind === "denial")))
    return true;
  const isReply = last !== undefined && before[last.end] === "?" && !/\p{L}/u.test(sentence);
  if (isReply && !/\d/.test(lead)) return true;
  const others = valuesIn(sentence).filter(({ start, end }) => start >= value.end || end <= value.start);
  if (!/[\p{L}\d]/u.test(before))
    return (others.length < manyValues - 1 || follows.test(sentence)) && !isForeign(sentence);
  if (/^\W*[A-Z]\W*$/.test(sentence.slice(value.start, value.end)))
    return choosing.test(before) && !/^[)\]*_]*:\s*\p{L}/u.test(sentence.slice(value.end));
  return computes.test(before) && !isCircumstance(sentence, value.start);
}
