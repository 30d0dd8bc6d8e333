import { lastRow } from "./rows.ts";
import { isDate } from "../compare/dates.ts";
import { chosenLetter } from "../compare/prose.ts";
import { fold } from "../parse/fold.ts";
import { isTakenBack } from "./afterthoughts.ts";
import { isWithheld } from "./assertions.ts";
import { readabilityOf } from "../parse/readable.ts";
import { lastBox } from "./boxes.ts";
import { lastChoice, listsChoices } from "./choices.ts";
import { concludes, judged, lastBold, lastInWords, lastSentence, lastSpelled } from "./conclusions.ts";
import { saysSet } from "./clauses.ts";
import { answeredUntil } from "./continuation.ts";
import { withPoints } from "./decimal-commas.ts";
import { disownsItself, isDisowned } from "./disowned.ts";
import { type Extraction, type FoundAnswer, isPlaceholder, type Mark, type NoAnswer, shifted } from "./extraction.ts";
import { lastHashes } from "./hashes.ts";
import { yesOrNo } from "./languages.ts";
import { withUnit } from "./letter-units.ts";
import { lastList } from "./lists.ts";
import { lastNumber } from "./numbers.ts";
import { lastPhrase } from "./phrases.ts";
import { isEvaluation, predicate, isAnnounced } from "./predicate.ts";
import { callsWrong } from "./retractions.ts";
import { reopenedTo } from "./reopened.ts";
import { saidIn } from "./said.ts";
import { lineEnd, sentenceEnd, sentencesIn } from "./sentences.ts";
import { isConditional, isSame, sprayed } from "./sprays.ts";
import { isSpokenOf } from "./stance.ts";
import { isInSupposedWorld } from "./supposed-world.ts";
import { lastCell, lastJson, lastTagged } from "./tagged.ts";

/** Which mark strict mode asks for; lenient mode knows all places, whatever was asked for, but `number` and `whole`. */
export type ExtractStyle = "auto" | "boxed" | "hashes" | "phrase" | "number" | "whole";

/**
 * How to look: `strict` takes explicitly marked answers only (box, `####`, "the answer is"); `lenient`, the default, falls back on
 * a text that is nothing but an answer, bold text, and the value of the last sentence that has one.
 */
export interface ExtractOptions {
  readonly style?: ExtractStyle;
  readonly mode?: "strict" | "lenient";
  /** Whether boxes that are joined in a sentence are one list (the default) or the last one alone counts, as it is written, as in MATH's golds. */
  readonly joinsBoxes?: boolean;
}

type Rule = (text: string) => FoundAnswer | null;
/** Finds the last mark of a kind; one before `from` may be passed over. */
type FindMark = (text: string, from?: number) => Mark | null;

const maxBareChars = 2000;
/** A choice with its words, or a date; what is longer and begins with a letter and a stop is a list of steps. */
const maxChoiceChars = 60;
/** Of a longer text only the end is searched: answers come last, and no attempt that has one is this long. */
const maxTextChars = 100_000;

const whole: Rule = (text) => {
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
const words: Rule = (text) => {
  if (saysSet(text)) return lastSentence(text);
  const spelled = /\d/.test(text) ? null : lastSpelled(text);
  if (spelled !== null) return spelled;
  const all = /\d|[?？؟]\s*$/.test(text) || judged(text) || missing.test(text) ? null : whole(text);
  const last = all === null ? null : lastYesOrNo(all);
  if (last !== null) return last;
  const name = all === null ? undefined : named.exec(all.answer.replaceAll("**", ""))?.[1];
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
const labelled = /^(?:\p{L}[\p{L} ]{0,20} ?[:=] ?[-$]?\d[\d.]*(?: \p{L}{1,12})?(?:[,;]\s*|\n|\.?$)){2,8}$/u;

/** Words above a list. */
const listBelow = /\p{L}{3,}[^\n]*\n\s*(?:[-*•]|\d{1,2}[.)])\s/u;

/** "The area is 49*pi square meters, approximately 153.94" */
const roundedAfter = /\p{L}{3,}\s[^,]*\d[^,]*,\s(?:or\s)?(?:about|approximately|roughly|around)\s/iu;

/** "No, here's the answer." */
const announcesOnly = /\bhere(?:['’]s| is| are) (?:the|my|your|an?) (?:\w+ )?(?:answer|solution|result)s?\b[^:]*$/i;

const fence = /^(?:`{3}[\w-]*[ \t]*\n)?([^`]*?)(?:\n?`{3})?$/;

/** The whole text where it is nothing but an answer: mathematics, a choice, a date, yes or no, or very few words. */
const bare: Rule = (text) => {
  const all = text.length > maxBareChars ? null : whole(text);
  if (all === null) return null;
  const inside = fence.exec(all.answer)?.[1]?.trim() ?? all.answer;
  const start = all.start + all.answer.indexOf(inside);
  const found = { ...all, answer: inside, start, end: start + inside.length };
  if (inside === "" || /[?？؟]$/.test(inside) || sentenceBreak.test(inside) || listsChoices(inside)) return null;
  if (/^(?:we|this|that|it|which|solving|there|he|she|they)\s+\p{Ll}/iu.test(inside)) return null;
  if (listBelow.test(inside) || roundedAfter.test(inside)) return null;
  if (disownsItself(inside) || isSpokenOf(inside, { start: 0, end: inside.search(/\s|$/) })) return null;
  if (isAnnounced(inside) || (!/\d/.test(inside) && announcesOnly.test(inside))) return null;
  const row = lastRow(inside);
  if (row !== null) return { ...found, answer: row, start: start + Math.max(0, inside.lastIndexOf(row)) };
  if (isWordless(inside) || labelled.test(inside)) return found;
  const readability = readabilityOf(inside);
  if (readability === "mathematics") return found;
  const isShort = inside.length <= maxChoiceChars;
  if (isShort && (chosenLetter(inside) !== null || isDate(inside))) return found;
  const unmarked = inside.replaceAll("**", "  ");
  const from =
    /^\s*(?:so|thus|therefore|hence|then|well|in conclusion|and)[,\s]+|^\s+/i.exec(unmarked)?.[0].length ?? 0;
  const said =
    isShort && /^\p{L}{1,10}\s*[,.;:!—–-]/u.test(unmarked.slice(from))
      ? predicate(unmarked, from, unmarked.length, { depth: 1 })
      : null;
  if (said?.kind === "value" && said.span.start === from)
    return { ...found, answer: said.answer, start: found.start + from, end: found.start + said.span.end };
  return readability === "words" && !/\d/.test(inside) ? words(text) : null;
};

const tagged: FindMark = (text) => lastTagged(text, (content) => bare(content) ?? lastSentence(content));

/** The value of a JSON key, or of the sentence that stands there. */
const json: FindMark = (text) => {
  const mark = lastJson(text);
  if (mark?.content.kind !== "answer" || !/\p{L}{2,}\s\p{L}+.*\d/u.test(mark.content.answer)) return mark;
  const said = bare(mark.content.answer) ?? lastSentence(mark.content.answer);
  return said === null ? mark : { ...mark, content: { ...mark.content, answer: said.answer } };
};

const marksOf: Record<Exclude<ExtractStyle, "number" | "whole">, readonly FindMark[]> = {
  auto: [tagged, json, lastHashes, (text) => lastBox(text), lastPhrase, lastCell, lastChoice],
  boxed: [(text) => lastBox(text)],
  hashes: [lastHashes],
  phrase: [lastPhrase],
};

/** The mark that stands last; of two at one place the more explicit. */
function lastMark(text: string, finders: readonly FindMark[]): Mark | null {
  let last: Mark | null = null;
  for (const find of finders) {
    const mark = find(text, last === null ? 0 : last.at + 1);
    if (mark !== null && (last === null || mark.at > last.at)) last = mark;
  }
  return last;
}

const concluding: readonly Rule[] = [lastList, bare, lastInWords, lastBold, lastSentence, words];

const program =
  /```(?:python|py|js|javascript|typescript|ts|java|c|cpp|c\+\+|csharp|cs|go|rust|ruby|matlab|sql|bash|sh|shell|julia|haskell|sage|php|kotlin|swift|scala)\b[^]*?(?:```|$)|```[ \t]*\n(?=(?:def|import|from|function|const|let|var|class|#include|for|while|public)\b)[^]*?(?:```|$)/gi;

/** Lines of a program without a fence. */
const bareProgram =
  /^(?:def \w+\(|class \w+[(:]|assert |import \w+(?: as \w+)?$|from \w[\w.]* import |if __name__|print\(|#include\b|public (?:static|class) )[^\n]*(?:\n(?:[ \t]+\S[^\n]*|[ \t]*(?=\n)))*/gm;

/** What a program that ends holds marks nothing: "# the answer is 56" is a comment of its writer's to himself. */
const closedProgram =
  /```(?:python|py|js|javascript|typescript|ts|java|c|cpp|c\+\+|csharp|cs|go|rust|ruby|matlab|sql|bash|sh|shell|julia|haskell|sage|php|kotlin|swift|scala)\b[^]*?```/gi;

const target = /!\[[^\]\n]{0,200}\]\([^)\n]{0,300}\)|(?<=\])\(https?:[^)\n]{0,300}\)|https?:\/\/[^\s)>\]]{1,300}/g;

/** A smiley; an eye and a bracket alone may open a formula. */
const smiley = /(?<=^|\s)(?:[:;=]-[)(DPpO/|]|[:;]['’]?[)DP])(?=\s|$)/g;

/** What is struck out, or in a comment. */
const struck =
  /~~[^~\n]{1,200}~~|<(s|del|strike)>[^<\n]{1,200}<\/\1>|(?<![\w}{^]\s?)\\(?:[xb]?cancel|sout|st)\s?\{[^{}]{1,100}\}|<!--[^]{0,2000}?-->/gi;

/** What others are said to have given: a reference, or a student's work that is quoted. */
const others =
  /<((?:reference|gold|ground[_-]?truth|expected|correct|target|label)(?:[_-](?:answer|solution|output))?|question|problem|prompt)>[^]{0,4000}?<\/\1>|(?<=(?:student|pupil|user|candidate|friend|classmate|child|learner)['’]?s?['’]? (?:\w+ )?(?:work|answer|solution|attempt|response|submission)[^\n]{0,40}:[*_ \t]*\n(?:[ \t]*\n)?)(?:[ \t]*>[^\n]*(?:\n|$)){1,40}|(?<=^[ \t>*_]{0,6}(?:user\w{0,12}|human|student|customer|pupil)[*_]{0,3}:)[^\n]*|(?<=^[ \t>*_#]{0,6}example[*_]{0,3}:[*_]{0,3} ?)(?:q|question|input)\b[^\n]*/gim;

/** The text with blanks for pictures, addresses and smileys, whose words and numbers nobody says. */
const withoutTargets = (text: string): string => {
  const blank = (sign: string): string => " ".repeat(sign.length);
  const plain = /\]\(|:\/\//.test(text) ? text.replace(target, blank) : text;
  const unstruck = /~~|cancel|\\s(?:ou)?t\b|<(?:s|del|strike|!--)/.test(plain) ? plain.replace(struck, blank) : plain;
  const own = /<[A-Za-z]{4}|^\s{0,8}>|^[ \t*_#]{0,6}(?:user|human|student|customer|pupil|example)\w*[*_]{0,3}:/im.test(
    unstruck,
  )
    ? unstruck.replace(others, (part) => part.replace(/[^\n]/g, " "))
    : unstruck;
  return /[:;=][-'’)DP]/.test(own) ? own.replace(smiley, blank) : own;
};

/** A JSON object, whose answer is in its key or nowhere. */
const isObject = /^\s*(?:`{3}json\s*)?\{\s*"[^"\n]{0,60}"\s*:[^]*\}[\s`]*$/i;

/** Whether what was found is a box, or stands in one. */
const isOfBox = (text: string, { answer, start }: FoundAnswer): boolean =>
  /\\boxed\s?\{/.test(answer) || /\\boxed\s?\{[^{}]*$/.test(text.slice(Math.max(0, start - 60), start));

/** A formula in a block of LaTeX code, which is one that is displayed. */
const formulaBlock = /`{3}(?:latex|tex|math)[ \t]*\n([^`$]{1,1000}?)\n[ \t]*`{3}/gi;
const asDisplay = (block: string, content: string): string => {
  const before = block.indexOf(content);
  return `${" ".repeat(before - 2)}$$${content}$$`.padEnd(block.length);
};

/** A line in a fence that a sentence leads to. */
const formulaFence =
  /(?<=(?:\b(?:is|are|equals|becomes|to|get)|:)[*_ \t]*\n\s*)`{3}(?:text|plaintext|txt)?[ \t]*\n(?!\s*(?:print|def |import |>|#|\/\/))([^`$\n]{1,200})\n[ \t]*`{3}/gi;

/** The reading of lenient mode where nothing is marked; a program says nothing. */
function concluded(all: string, rules = concluding): FoundAnswer | null {
  if (isObject.test(all)) return null;
  const blank = (code: string): string => code.replace(/[^\n]/g, " ");
  const text = all
    .replace(formulaBlock, asDisplay)
    .replace(formulaFence, asDisplay)
    .replace(program, blank)
    .replace(bareProgram, blank);
  for (const rule of rules) {
    const found = rule(text);
    // A box whose sentence takes it back is no answer by another rule.
    if (found !== null) return isOfBox(text, found) || isDisowned(text, found) ? null : found;
  }
  return null;
}

/** The last explicit answer of the text, what takes it back considered; a mark without an answer says that there is none. */
function explicit(text: string, finders: readonly FindMark[], isLenient: boolean, tries = 3): Extraction | null {
  const mark = lastMark(text, finders);
  if (mark === null) return null;
  const { content } = mark;
  const before = (end: number): Mark | null => lastMark(text.slice(0, end), finders);
  if (isConditional(text, mark.at)) {
    const other = before(mark.at);
    if (other !== null && isConditional(text, other.at)) return { kind: "noAnswer", reason: "one of two cases" };
  }
  if (content.kind === "noAnswer") return besideDenial(text, mark.at, content, finders, isLenient, tries);
  if (content.rule !== "boxed" && isDisowned(text, content)) {
    const refused = { kind: "noAnswer", reason: "the answer is called wrong", denied: content.answer } as const;
    return besideDenial(text, mark.at, refused, finders, isLenient, tries);
  }
  const other = content.rule === "boxed" ? null : alternative(text.slice(0, mark.at), content, finders);
  if (other !== null) return other;
  const spray = content.rule === "boxed" ? null : sprayed(text, mark, before);
  if (spray !== null) return spray;
  const end = /^(?:yes|no)$/i.test(content.answer) ? endOfReason(text, content.end) : content.end;
  const rest = text.slice(end);
  const drawn = isLenient ? drawnFrom(rest, content) : null;
  if (drawn !== null) return drawn;
  if (isInSupposedWorld(text, content.start, content.end))
    return { kind: "noAnswer", reason: "the answer is supposed" };
  const reopened = isLenient ? reopenedTo(text, content) : null;
  if (reopened !== null) return reopened;
  if (!isTakenBack(rest) && !callsWrong(rest, content.answer)) return content;
  const reason = `"${content.answer.slice(0, 40)}" is taken back`;
  const again = isLenient ? lastSentence(rest) : null;
  return again === null || isSame(again.answer, content.answer)
    ? { kind: "noAnswer", reason }
    : shifted(again, content.end);
}

/** Where the reason of a yes or no ends, that may say what is not so: "No, this is not possible". */
const endOfReason = (text: string, at: number): number =>
  /^,\s(?:this|it|there|such|because|since|as)\s/.test(text.slice(at, at + 12))
    ? sentenceEnd(text, at, lineEnd(text, at))
    : at;

const orBefore =
  /(?:^|[\s.,;:>)\]}])(?:or|alternatively|otherwise|or else|oder|ou|o bien|oppure|of|lub|albo|или|либо|或者?|または|또는|veya|atau|hoặc)(?:[^\S\n]|\n(?![^\S\n]*\n)|[,:;>*_$(\\])*(?:(?:maybe|perhaps|possibly)[\s,]*)?$/iu;

const drawing = /^[\s}$)\]*\\]{0,6},\s(?:and\s)?(?:so|therefore|hence|thus)\s/i;

/** The value that the rest of a box's own sentence concludes from it: "the radius is \boxed{3}, therefore the area is 9π". */
function drawnFrom(rest: string, content: FoundAnswer): FoundAnswer | null {
  const mark = content.rule === "boxed" ? drawing.exec(rest.slice(0, 40)) : null;
  if (mark === null || /^\W*[A-J]\W*$/.test(content.answer)) return null;
  const from = mark[0].length;
  const clause = rest.slice(from, sentenceEnd(rest, from, lineEnd(rest, from)));
  const found = lastSentence(`So ${clause}`);
  if (found === null || found.start < 3 || isSame(found.answer, content.answer)) return null;
  return shifted(found, content.end + from - 3);
}

/** Both answers where "or", in the same paragraph, joins an explicit one to another before it; null where none does. */
function alternative(before: string, content: FoundAnswer, finders: readonly FindMark[]): Extraction | null {
  const plain = before.replace(/(?:<[\w-]{1,20}>|(?:the|an|my) )\s*$/i, "");
  const joint = orBefore.exec(plain.slice(-60));
  if (joint === null) return null;
  const first = lastMark(before.slice(0, plain.length - joint[0].length), finders)?.content;
  if (first === undefined || (first.kind === "answer" && isSame(first.answer, content.answer))) return null;
  if (first.kind === "noAnswer") return { kind: "noAnswer", reason: "one of two answers" };
  return { ...content, start: first.start, answer: `${first.answer} \\text{ or } ${content.answer}` };
}

/** A denial says what the answer is not: what is said after it counts, else what was said before, unless that is what is denied. */
function besideDenial(
  text: string,
  at: number,
  content: NoAnswer,
  finders: readonly FindMark[],
  isLenient: boolean,
  tries: number,
): Extraction {
  const { denied } = content;
  if (denied === undefined || tries === 0) return content;
  const end = sentenceEnd(text, at, lineEnd(text, at));
  const later = isLenient ? lastSentence(text.slice(end + 1)) : null;
  if (later !== null && !isSame(later.answer, denied)) return shifted(later, end + 1);
  const before = text.slice(0, at);
  const earlier = explicit(before, finders, isLenient, tries - 1) ?? (isLenient ? lastSentence(before) : null);
  return earlier?.kind === "answer" && !isSame(earlier.answer, denied) ? earlier : content;
}

function inSaid(
  text: string,
  { style = "auto", mode = "lenient", joinsBoxes = true }: ExtractOptions,
): Extraction | null {
  if (style === "number") return lastNumber(text);
  if (style === "whole") return whole(text);
  if (!joinsBoxes) return lastBox(text, false)?.content ?? null;
  const finders = marksOf[mode === "lenient" ? "auto" : style];
  const end = answeredUntil(
    text,
    (part, isRole) =>
      lastMark(part, marksOf.auto)?.content.kind === "answer" ||
      bare(part) !== null ||
      ((isRole || concludes(part)) && lastSentence(part) !== null),
  );
  const said = text.slice(0, end).replace(closedProgram, (code) => code.replace(/[^\n]/g, " "));
  return explicit(said, finders, mode === "lenient") ?? (mode === "lenient" ? concluded(said) : null);
}

/**
 * Finds the answer an attempt gives, from the attempt's own text only: what a text says about its grade changes nothing. The rules and
 * their order are in docs/grading.md.
 *
 * @param text the whole attempt; of more than 100,000 characters the last 100,000 are searched
 * @returns the answer with its span and the rule that took it, or `noAnswer`
 */
export function extractAnswer(text: string, options: ExtractOptions = {}): Extraction {
  const [style, mode] = [options.style ?? "auto", options.mode ?? "lenient"];
  const skipped = Math.max(0, text.length - maxTextChars);
  const { text: folded, placeOf } = fold(text.slice(skipped));
  const tail = withoutTargets(folded);
  let none = `no answer found (style ${style}, ${mode})`;
  for (const { start, end } of [...saidIn(tail)].reverse()) {
    const said = tail.slice(start, end);
    const found = inSaid(said, options);
    if (found?.kind === "answer") {
      const place = (at: number): number => skipped + placeOf(start + at);
      return {
        ...found,
        answer: options.joinsBoxes === false ? found.answer : withUnit(withPoints(found, said), found),
        start: place(found.start),
        end: place(found.end),
      };
    }
    if (found !== null) return found;
    none = `no answer found (style ${style}, ${mode})`;
  }
  return { kind: "noAnswer", reason: none };
}
