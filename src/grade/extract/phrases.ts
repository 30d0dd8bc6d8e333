import { readabilityOf } from "../parse/readable.ts";
import { type FoundAnswer, takeSpan } from "./extraction.ts";
import { firstValue } from "./numbers.ts";

const abbreviation = /\b(?:[ap]\.?m|vs|sq|ft|in|cm|km|min|sec|hr|approx)$/i;

/** Sentences end at a stop that a blank or the end follows; nothing inside `$...$` ends one. */
function sentenceEnd(text: string, from: number, lineEnd: number): number {
  let inMath = false;
  for (let i = from; i < lineEnd; i++) {
    const char = text[i];
    if (char === "$" && text[i - 1] !== "\\") inMath = !inMath;
    const next = text[i + 1];
    const stops = char === "." && (next === undefined || next.trim() === "" || next === "*");
    if (stops && !inMath && !abbreviation.test(text.slice(Math.max(from, i - 8), i))) return i;
  }
  return lineEnd;
}

function lineEndFrom(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** GSM8K's mark: what follows the last `####` on its line. */
export function lastHashes(text: string): FoundAnswer | null {
  for (let at = text.lastIndexOf("####"); at >= 0; at = at === 0 ? -1 : text.lastIndexOf("####", at - 1)) {
    if (text[at + 4] === "#" || text[at - 1] === "#") continue;
    const found = takeSpan(text, at + 4, lineEndFrom(text, at), "hashes", "what follows the last ####");
    if (found !== null) return found;
  }
  return null;
}

/** Like `lastHashes`, but a Markdown heading (`#### Step 2`) in the middle of a text is no answer. */
export function finalHashes(text: string): FoundAnswer | null {
  const found = lastHashes(text);
  if (found === null) return null;
  const isLastLine = text.slice(found.end).trim() === "";
  return isLastLine || /^[-+$\\]?[\d.]/.test(found.answer) ? found : null;
}

const phrase =
  /(?:(?<!(?:gold|reference|expected) )\b(?:answers?|(?:correct|right) (?:option|choice))\b(?: to [^.\n:]{1,60}?| here| then)?[ \t*_]{0,8}(?:is|are|was|equals|would be|should be|must be|to be|:|=|[*_:]{0,4}(?=[ \t]{0,8}\n))|^[ \t]{0,8}(?:ans?|result|solution|a)(?=[ \t]{0,4}:))[ \t*_:=]{0,8}/gim;
const filler = /^(?:therefore|thus|then|simply|equal to|given by|as follows|indeed|option|choice)\b[ \t:,]{0,4}/i;

/** A sentence's own value: its first formula or number; words alone stay as they are. */
function narrowed(text: string, found: FoundAnswer): FoundAnswer {
  if (readabilityOf(found.answer) !== "sentence") return found;
  const choice = /^\(?([A-J])[).:](?=\s)/.exec(found.answer)?.[1];
  if (choice !== undefined) {
    const at = text.indexOf(choice, found.start);
    return { ...found, answer: choice, start: at, end: at + 1 };
  }
  const value = firstValue(found.answer);
  if (value === null) return found;
  const [start, end] = [found.start + value.start, found.start + value.end];
  return { ...found, answer: text.slice(start, end), start, end, reason: `the first value in ${found.reason}` };
}

/** What follows the last "the answer is", "Answer:" and the like, to the end of its sentence. */
export function lastPhrase(text: string): FoundAnswer | null {
  for (const match of [...text.matchAll(phrase)].reverse()) {
    let from = match.index + match[0].length;
    while (/[\s*:]/.test(text[from] ?? "")) from++;
    from += filler.exec(text.slice(from, from + 40))?.[0].length ?? 0;
    let end = sentenceEnd(text, from, lineEndFrom(text, from));
    while (end > from && /[*_\s]/.test(text[end - 1] ?? "")) end--;
    const found = takeSpan(text, from, end, "phrase", `what follows "${match[0].trim()}"`);
    if (found !== null) return narrowed(text, found);
  }
  return null;
}

/** The last `**bold**` span of the text that is mathematics. */
export function lastBold(text: string): FoundAnswer | null {
  let end = text.lastIndexOf("**");
  for (let tries = 0; tries < 8 && end >= 2; tries++) {
    const start = text.lastIndexOf("**", end - 2);
    if (start < 0) return null;
    const span = text.slice(start + 2, end);
    if (span.length < 200 && !span.includes("\n") && readabilityOf(span) === "mathematics") {
      return takeSpan(text, start + 2, end, "bold", "the last bold span that is mathematics");
    }
    end = text.lastIndexOf("**", start - 1);
  }
  return null;
}
