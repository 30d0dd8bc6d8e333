import { isPartOfFormula } from "./around-box.ts";
import { disownsItself, isDisowned } from "./disowned.ts";
import { type FoundAnswer, isPlaceholder, type Mark, takeSpan } from "./extraction.ts";
import { nameSource } from "./names.ts";
import { isUnitWord } from "../parse/units.ts";
import { scaleWords } from "../parse/vocabulary.ts";
import { isDenied } from "./predicate.ts";
import { isCheck } from "./retractions.ts";
import { sentenceEndAfter, sentenceStart } from "./sentences.ts";
import { guessLabel } from "./sprays.ts";
import { isBoxBound, isMarkedInDoubt } from "./stance.ts";

interface OpenBrace {
  /** Where the contents of a box begin; -1 for a brace that opens no box. */
  readonly contentStart: number;
}

interface Box {
  /** Where its command begins. */
  readonly at: number;
  readonly contentStart: number;
  readonly contentEnd: number;
}

interface Boxes {
  readonly closed: readonly Box[];
  /** Where a box begins that never closes, -1 without one. */
  readonly openAt: number;
}

/** Where the `{` of a box that begins at `at` stands, or -1: `\boxed{`, `\fbox{`, `boxed{` with the backslash lost. */
function braceOfBox(text: string, at: number): number {
  const name = text.startsWith("boxed", at) ? "boxed" : text.startsWith("fbox", at) ? "fbox" : null;
  if (name === null) return -1;
  const before = text[at - 1] ?? " ";
  if (/[A-Za-z0-9]/.test(before)) return -1;
  let i = at + name.length;
  while (text[i] === " ") i++;
  return text[i] === "{" ? i : -1;
}

const commandStart = (text: string, at: number): number => (text[at - 1] === "\\" ? at - 1 : at);

/** Every closed box, outermost only, in order of their ends, in one pass without recursion. No box goes beyond its paragraph. */
function boxesIn(text: string): Boxes {
  const closed: Box[] = [];
  let open: OpenBrace[] = [];
  let [boxesOpen, boxBraceAt, boxAt, outermost, openAt] = [0, -1, -1, -1, -1];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if ((char === "b" || char === "f") && i > boxBraceAt) {
      const brace = braceOfBox(text, i);
      if (brace >= 0) [boxBraceAt, boxAt] = [brace, commandStart(text, i)];
    }
    if (char === "\n" && text[i + 1] === "\n" && boxesOpen > 0) [open, boxesOpen, openAt] = [[], 0, outermost];
    else if (char === "\\" && (text[i + 1] === "{" || text[i + 1] === "}" || text[i + 1] === "\\")) i++;
    else if (char === "{") {
      const contentStart = i === boxBraceAt ? i + 1 : -1;
      if (contentStart >= 0 && boxesOpen++ === 0) outermost = boxAt;
      open.push({ contentStart });
    } else if (char === "}") {
      const contentStart = open.pop()?.contentStart ?? -1;
      if (contentStart < 0) continue;
      boxesOpen--;
      if (boxesOpen === 0) closed.push({ at: outermost, contentStart, contentEnd: i });
    }
  }
  const bare = /(?<!\b(?:an?|the|in)\s{1,3})\\f?boxed?\s*$/.exec(text.slice(-20));
  if (bare !== null) return { closed, openAt: text.length - bare[0].length };
  return { closed, openAt: boxesOpen > 0 ? outermost : openAt };
}

const maxBetween = 80;
const dress = /\$|[()]|\\[()[\],;:! ]|\\q?quad(?![a-z])|\\(?:text|mathrm|mbox)\s?\{|[{}*_]|\\\\|&|\n/g;
const joint = new RegExp(
  String.raw`^[.,;:]?\s*(?:(and|und|et|y|e|и|和|及|以及|と|及び)|(or|oder|ou|или|或|i\.e\.?,?|that is,?|=|\\approx|≈|[/|]))?\s*(?:(?:the )?other (?:is|one is)\s)?(?:(?:${nameSource}|[A-Za-z] \w{1,2})\s*(?:=|is|:))?\s*$`,
  "i",
);
/** The mark of a list's item that gives a name its value: "- $b =". */
const itemMark = new RegExp(String.raw`\n[^\S\n]*(?:[-*•]|\d{1,2}[.)])[^\S\n]+(?=[$\\(*]{0,3}${nameSource}\s*=\s*$)`);
/** Words that give one more guess: "possible answer 2:", "then maybe", "and if not". */
const guesses =
  /^(?=.*(?:\b(?:maybe|perhaps|possibly|either|alternatively|otherwise|else|if not|another|second|third|fourth|fifth|other|next|possible|alternative|candidate|option|guess|try|choice|also|even)\b|\bguess \d|\d[.):]|[•*-]))(?:(?:maybe|perhaps|possibly|either|alternatively|otherwise|else|if|not|then|and|or|but|also|even|it|could|might|may|be|a|an|the|i|say|another|first|second|third|fourth|fifth|other|next|possible|alternative|candidate|option|guess|answer|solution|value|try|choice|is|\(?\d{1,2}[.):]?|[-–•*:.,;])[\s,]*){1,10}$/i;

/** How two boxes in one sentence, or side by side, are joined; null where something else stands between them. */
function jointOf(between: string): "and" | "or" | null {
  if (between.length > maxBetween) return null;
  const unlisted = between.replace(itemMark, "\n");
  const plain = unlisted
    .replace(/\([^()]*\)/g, " ")
    .replace(dress, " ")
    .replace(/\s+/g, " ")
    .trim();
  const [found, and] = joint.exec(plain) ?? [];
  if (
    found === undefined &&
    /^(?:for|to|from|by|at|in|with|if|when)\s[A-Za-z ]{1,40}(?:,|,? (?:and|while))$|^(?:[,;]\s?(?:and\s|while\s|whereas\s)?|(?:and|while|whereas)\s)(?:the|its|their|his|her|an?)\s[A-Za-z ]{2,40}\s(?:is|are|equals|at|of|by)$/i.test(
      plain,
    )
  )
    return "and";
  if (found === undefined) return guesses.test(plain) || guessLabel.test(plain) ? "or" : null;
  const isBeside = /^[.,;:]?$/.test(plain);
  return and !== undefined || unlisted !== between || (isBeside && plain.startsWith(",")) ? "and" : "or";
}

const nameBefore = new RegExp(String.raw`(${nameSource})\s*=\s*$`);
const nameChars = 40;

/** The boxes that are one answer with the last one, first to last, with the way they are joined. */
function lastGroup(text: string, boxes: readonly Box[]): { readonly group: readonly Box[]; readonly isOr: boolean } {
  const group: Box[] = [];
  let isOr = false;
  for (const box of [...boxes].reverse()) {
    const [next] = group;
    const how = next === undefined ? "and" : jointOf(text.slice(box.contentEnd + 1, next.at));
    if (how === null) break;
    isOr ||= how === "or";
    group.unshift(box);
  }
  return { group, isOr };
}

const unitAfter =
  /^\}\s?\$?\s?(?:\\[,; ]|~)?\s?(?:\\(?:text|mathrm)\s?\{\s?)?((?:square |cubic )?([A-Za-z]{2,12}))(?![A-Za-z])/;

/** `million tons are used`: a scale in which the question counts. */
const subject = /^\}\$?\s\w+\s\w+\s(?:is|are|was|were)\b/;

/** The base behind a box: `_8`, `_{\text{base } 8}`, "in base 8". */
const baseAfter =
  /^\}\s?(?:_\s?(?:\{\s?)?(?:\\text\s?\{\s?(?:base\s?)?\}?\s?)?(\d{1,2})|\$?\s?(?:\\text\s?\{\s?)?\(?(?:in )?base[\s-](\d{1,2}|two|three|four|five|six|seven|eight|nine|twelve|sixteen)(?![\w]))/i;

/** A number with the unit or the scale word that stands behind its box. */
function withUnit(text: string, found: FoundAnswer | null): FoundAnswer | null {
  if (found === null || !/^-?\d[\d.,]*$/.test(found.answer)) return found;
  const [, index, word] = baseAfter.exec(text.slice(found.end, found.end + 40)) ?? [];
  const base = index ?? word;
  if (base !== undefined) return { ...found, answer: `${found.answer}_{${base}}` };
  const [, unit = "", name = ""] = unitAfter.exec(text.slice(found.end, found.end + 40)) ?? [];
  const isScale = scaleWords.has(name.toLowerCase()) && !subject.test(text.slice(found.end, found.end + 80));
  if (isScale) return { ...found, answer: `${found.answer} \\text{ ${name}}` };
  const isUnit = isUnitWord(name) && !/^(?:in|at|as|has|second|mi|am|pm|pa|quarter)$/i.test(name);
  return isUnit ? { ...found, answer: `${found.answer} \\text{ ${unit}}` } : found;
}

/** What stands inside one box. */
function contentOfOne(text: string, { contentStart, contentEnd }: Box): FoundAnswer | null {
  return takeSpan(text, contentStart, contentEnd, "boxed", "the last closed \\boxed{}");
}

/** The value of a group of boxes: the one value, or the list of all, each with its name where all have one. */
function contentOf(text: string, group: readonly Box[], isOr: boolean): FoundAnswer | null {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return null;
  const contents = group.map((box) => text.slice(box.contentStart, box.contentEnd).trim());
  const isOne = contents.every((content) => content === contents[0]);
  if (isOne) return withUnit(text, contentOfOne(text, last));
  const names = group.map((box) => nameBefore.exec(text.slice(Math.max(0, box.at - nameChars), box.at))?.[1]);
  const isNamed = names.every((name) => name !== undefined);
  const members = contents.map((content, i) => (isNamed ? `${names[i] ?? ""} = ${content}` : content));
  const answer = members.join(isOr ? " \\text{ or } " : ", ");
  const reason = `${group.length} boxes that are joined`;
  return { kind: "answer", answer, start: first.at, end: last.contentEnd + 1, rule: "boxed", reason };
}

/** Whether the sentence around a box asks whether it is the answer, supposes it, or says that it is not. */
function isDoubted(text: string, box: Box | undefined): boolean {
  if (box === undefined) return false;
  if (disownsItself(text.slice(box.contentStart, box.contentEnd))) return true;
  if (isDisowned(text, { start: box.at, end: box.contentEnd + 1 })) return true;
  const from = sentenceStart(text, box.at);
  const end = sentenceEndAfter(text, box.contentEnd + 1);
  const value = { start: box.at - from, end: box.contentEnd + 1 - from };
  return isMarkedInDoubt(text.slice(from, end), value, text[end] === "?");
}

/** Whether a box holds only a part of its value, or a bound of it. */
function isPart(text: string, { at, contentEnd }: Box): boolean {
  if (isPartOfFormula(text, { start: at, end: contentEnd + 1 })) return true;
  const from = sentenceStart(text, at);
  const end = sentenceEndAfter(text, contentEnd + 1);
  return isBoxBound(text.slice(from, end), { start: at - from, end: contentEnd + 1 - from });
}

/**
 * The last `\boxed{...}` with balanced braces and all that is joined to it; one that never closes is a mark without an answer.
 *
 * @param joins whether the sentence around a box counts: boxes joined in it are one list, a unit behind one belongs to it, a
 *   denied one is none. Otherwise the last box's own content is all.
 */
export function lastBox(text: string, joins = true): Mark | null {
  if (!text.includes("box")) return null;
  const { closed, openAt } = boxesIn(text);
  const filled = closed.filter(({ at, contentStart, contentEnd }) => {
    const content = text.slice(contentStart, Math.min(contentEnd, contentStart + 100)).trim();
    const isFilled =
      content !== "" &&
      !isPlaceholder(content) &&
      !/^(?:\\boxed\{\s*\}|\\(?:[hv]?phantom\{[^{}]*\}|q?quad|square|hspace\*?\{[^{}]*\}|Box|[,;: ])\s*)+$/.test(
        content,
      );
    if (!joins) return isFilled;
    return (
      isFilled &&
      !/\\(?:x|b)?cancel\s?\{\s?\$?$|\\(?:sout|st)\s?\{\s?\$?$/.test(text.slice(Math.max(0, at - 12), at)) &&
      !isDenied(text, { start: at, end: contentEnd + 1 })
    );
  });
  if (joins) while (filled.length > 1 && isCheck(text.slice(sentenceStart(text, filled.at(-1)?.at ?? 0)))) filled.pop();
  if (joins) while (filled.length > 0 && isDoubted(text, filled.at(-1))) filled.pop();
  const last = filled.at(-1);
  if (openAt > (last?.at ?? -1))
    return { at: openAt, content: { kind: "noAnswer", reason: "the last \\boxed{ is cut off" } };
  if (last === undefined) return null;
  const { group, isOr } = lastGroup(text, filled.slice(-40));
  if (joins && group.length === 1 && isPart(text, last))
    return { at: last.at, content: { kind: "noAnswer", reason: "the last \\boxed{} is only a part of its value" } };
  const content = joins ? contentOf(text, group, isOr) : contentOfOne(text, last);
  return content === null ? null : { at: last.at, content };
}
