import { fold } from "../parse/fold.ts";
import { isTakenBack } from "./afterthoughts.ts";
import { lastBold } from "./bold.ts";
import { lastBox } from "./boxes.ts";
import { lastChoice } from "./choices.ts";
import { concludes, lastInWords, lastSentence } from "./conclusions.ts";
import { answeredUntil } from "./continuation.ts";
import { withPoints } from "./decimal-commas.ts";
import { isDisowned } from "./disowned.ts";
import { type Extraction, type FoundAnswer, type Mark, type NoAnswer, shifted } from "./extraction.ts";
import { lastHashes } from "./hashes.ts";
import { withUnit } from "./letter-units.ts";
import { lastList } from "./lists.ts";
import { bare, whole, words } from "./nothing-else.ts";
import { lastNumber } from "./numbers.ts";
import { lastPhrase } from "./phrases.ts";
import { callsWrong } from "./retractions.ts";
import { isUpheld, reopenedTo } from "./reopened.ts";
import { saidIn } from "./said.ts";
import { lineEnd, sentenceEnd, sentenceStart } from "./sentences.ts";
import { isConditional, isSame, sprayed } from "./sprays.ts";
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

/** Of a longer text only the end is searched: answers come last, and no attempt that has one is this long. */
const maxTextChars = 100_000;

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

const isSameAnswer = (a: Extraction, b: Extraction): boolean =>
  a.kind === "answer" && b.kind === "answer" && isSame(a.answer, b.answer);

/** The last explicit answer of the text, what takes it back considered; a mark without an answer says that there is none. */
function explicit(text: string, finders: readonly FindMark[], isLenient: boolean, tries = 3): Extraction | null {
  const mark = lastMark(text, finders);
  if (mark === null) return null;
  const { content } = mark;
  const before = (end: number): Mark | null => lastMark(text.slice(0, end), finders);
  if (isConditional(text, mark.at)) {
    const other = before(mark.at);
    const isAside = /^\s*\(/.test(text.slice(sentenceStart(text, mark.at)));
    if (other?.content.kind === "answer" && isAside) return explicit(text.slice(0, mark.at), finders, isLenient, tries);
    if (other !== null && (isConditional(text, other.at) || !isSameAnswer(other.content, content)))
      return { kind: "noAnswer", reason: "one of two cases" };
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
  if (isLenient && isUpheld(rest, content.answer)) return content;
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
        answer: options.joinsBoxes === false ? found.answer : withUnit(withPoints(found, said), found, said),
        start: place(found.start),
        end: place(found.end),
      };
    }
    if (found !== null) return found;
    none = `no answer found (style ${style}, ${mode})`;
  }
  return { kind: "noAnswer", reason: none };
}
