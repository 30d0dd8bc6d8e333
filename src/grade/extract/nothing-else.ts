import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { readabilityOf } from "../parse/readable.ts";
import { isInstruction, isWithheld } from "./assertions.ts";
import { listsChoices } from "./choices.ts";
import { saysSet } from "./clauses.ts";
import { judged, lastSentence, lastSpelled } from "./conclusions.ts";
import { disownsItself } from "./disowned.ts";
import { type FoundAnswer, isPlaceholder } from "./extraction.ts";
import { yesOrNo } from "./languages.ts";
import { isAnnounced, isEvaluation, predicate } from "./predicate.ts";
import { lastRow } from "./rows.ts";
import { sentencesIn } from "./sentences.ts";
import { isSpokenOf } from "./stance.ts";

const maxBareChars = 2000;
/** A choice with its words, or a date; what is longer and begins with a letter and a stop is a list of steps. */
const maxChoiceChars = 60;

/** The whole text, unless it only judges or fills no place. */
export const whole = (text: string): FoundAnswer | null => {
  const answer = text.trim();
  const start = text.indexOf(answer);
  const end = start + answer.length;
  return answer === "" || isEvaluation(answer) || isPlaceholder(answer.replace(/^.{0,30}\banswers?\s?:/i, ""))
    ? null
    : { kind: "answer", answer, start, end, rule: "whole", reason: "the whole text" };
};

const sentenceBreak = /[\p{L}\d)][.!?]\s+\p{Lu}[\p{L}\s]|[a-z]{3}[^\n]*\n\s*\n\s*[A-Z]/u;
const named =
  /^[^.!?\n]{1,120}?\s(?:is|are|was|were|equals|falls on|will be)\s(?:(?:an?|the|on|called|named)\s)?(\p{L}+(?:[ -]\p{L}+){0,2}?)(?: only| alone)?[.!]?$/u;

/** "a rhombus, but it is not a square": what it is not. */
const contrasted = /,? (?:but|and|though) (?:it is )?(?:not|never|no)\s[^.]{1,60}(?=\.?$)/i;

const opening =
  /^[\s*_]*(?:(?:so|thus|therefore|hence|then|well|in conclusion|and|also|donc|entonces|portanto|所以|因此)[,\s]+)*/i;

/** The yes or no that the last of several sentences begins with. */
function lastYesOrNo(all: FoundAnswer): FoundAnswer | null {
  const sentences = sentencesIn(all.answer);
  const last = sentences.at(-1);
  if (last === undefined || sentences.length < 2) return null;
  const from = last.start + (opening.exec(all.answer.slice(last.start, last.end))?.[0].length ?? 0);
  const word = /^\p{L}{1,12}(?=[,.;:!]|$)/u.exec(all.answer.slice(from, last.end))?.[0] ?? "";
  const answer = yesOrNo(word);
  return answer === null ? null : { ...all, answer, start: all.start + from, end: all.start + from + word.length };
}

/** Words are an answer where they are one or two sentences; of more words nobody can tell which are meant. */
const maxAnswerWords = 25;
/** "No expressions provided": something is said to be missing, or an answer is announced that no words follow. */
const missing =
  /\b(?:no|without|not|n['’]t|lacks?|insufficient|incomplete)\b.{0,60}\b(?:provided|given|available|specified|found|detected|attached|supplied|information|context|input|data|question|problem|image|expression)s?\b|\b(?:is|are|seems?|appears?) (?:to be )?(?:missing|incomplete)\b|\banswers?(?:\s(?:is|would be|should be)\b|\s?:)|\bnot an? (?:possible|valid|correct|right) answer\b|\bhere(?:['’]s| is| are) (?:the|my|your|an?) (?:\w+ )?(?:answer|solution|result)s?\b/i;

/** Whether words answer nothing: a page of them, a list, a refusal, a complaint that something is missing. */
const saysNothing = (text: string): boolean =>
  text.trim().split(/\s+/).length > maxAnswerWords ||
  /\n\s*\S/.test(text.trim()) ||
  missing.test(text) ||
  isWithheld(text);

/** The whole text where it holds no number: words that may be the answer, of a sentence those that it names. */
export const words = (text: string): FoundAnswer | null => {
  if (saysSet(text)) return lastSentence(text);
  const spelled = /\d/.test(text) ? null : lastSpelled(text);
  if (spelled !== null) return spelled;
  const all = /\d|[?？؟]\s*$/.test(text) || judged(text) || missing.test(text) ? null : whole(text);
  const last = all === null ? null : lastYesOrNo(all);
  if (last !== null) return last;
  const claim = all?.answer.replaceAll("**", "").replace(contrasted, "");
  const name = claim === undefined ? undefined : named.exec(claim)?.[1];
  if (all === null || name === undefined || isEvaluation(name)) return all === null || saysNothing(text) ? null : all;
  const start = all.start + all.answer.lastIndexOf(name);
  return { ...all, answer: name, start, end: start + name.length };
};

/** A formula that is nothing else, whether it can be read or not: a limit, say, whose numbers are no answers. */
const isWordless = (text: string): boolean =>
  /[\\^_=]/.test(text) &&
  !/[A-Za-z]{3}|\p{L}{2}(?<![A-Za-z]{2})/u.test(text.replace(/\\[A-Za-z]+/g, " ")) &&
  !/\n\s*\n/.test(text);
/** `Apples: 4, Pears: 9`, `Maximum = 2, Minimum = 1` */
const labelled = /^(?:\p{L}[\p{L} ]{0,20} ?[:=] ?[-$]?\d[\d.]*(?: \p{L}{1,12})?(?:[,;.]\s+|\n|\.?$)){2,8}$/u;

/** Words above a list. */
const listBelow = /\p{L}{3,}[^\n]*\n\s*(?:[-*•]|\d{1,2}[.)])\s/u;

/** "The area is 49*pi square meters, approximately 153.94" */
const roundedAfter = /\p{L}{3,}\s[^,]*\d[^,]*,\s(?:or\s)?(?:about|approximately|roughly|around)\s/iu;

/** "No, here's the answer." */
const announcesOnly = /\bhere(?:['’]s| is| are) (?:the|my|your|an?) (?:\w+ )?(?:answer|solution|result)s?\b[^:]*$/i;

const fence = /^(?:`{3}[\w-]*[ \t]*\n)?([^`]*?)(?:\n?`{3})?$/;

/** The whole text where it is nothing but an answer: mathematics, a choice, a date, yes or no, or very few words. */
export const bare = (text: string): FoundAnswer | null => {
  const all = text.length > maxBareChars ? null : whole(text);
  if (all === null) return null;
  const inside = fence.exec(all.answer)?.[1]?.trim() ?? all.answer;
  const start = all.start + all.answer.indexOf(inside);
  const found = { ...all, answer: inside, start, end: start + inside.length };
  if (labelled.test(inside)) return found;
  if (inside === "" || /[?？؟]$/.test(inside) || sentenceBreak.test(inside) || listsChoices(inside)) return null;
  if (/^(?:we|this|that|it|which|solving|there|he|she|they)\s+\p{Ll}/iu.test(inside)) return null;
  if (listBelow.test(inside) || roundedAfter.test(inside)) return null;
  if (disownsItself(inside) || isSpokenOf(inside, { start: 0, end: inside.search(/\s|$/) })) return null;
  if (isInstruction(inside)) return null;
  if (isAnnounced(inside) || (!/\d/.test(inside) && announcesOnly.test(inside))) return null;
  const row = lastRow(inside);
  if (row !== null) return { ...found, answer: row, start: start + Math.max(0, inside.lastIndexOf(row)) };
  if (isWordless(inside)) return found;
  const readability = readabilityOf(inside);
  if (readability === "mathematics") return found;
  const isShort = inside.length <= maxChoiceChars;
  if (isShort && (chosenLetter(inside) !== null || isDate(inside))) return found;
  const unmarked = inside.replaceAll("**", "  ");
  const from =
    /^\s*(?:so|thus|therefore|hence|then|well|in conclusion|and)[,\s]+|^\s+/i.exec(unmarked)?.[0].length ?? 0;
  const said =
    isShort && /^(?:[A-J]|\p{L}{2,10})\s*[,.;:!—–-]/u.test(unmarked.slice(from))
      ? predicate(unmarked, from, unmarked.length, { depth: 1 })
      : null;
  if (said?.kind === "value" && said.span.start === from)
    return { ...found, answer: said.answer, start: found.start + from, end: found.start + said.span.end };
  return readability === "words" && !/\d/.test(inside) ? words(text) : null;
};
