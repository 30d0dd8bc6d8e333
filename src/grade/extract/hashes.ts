import { readabilityOf } from "../parse/readable.ts";
import { type FoundAnswer, isPlaceholder, type Mark, takeSpan } from "./extraction.ts";
import { isEvaluation } from "./predicate.ts";
import { lineEnd } from "./sentences.ts";

const heading =
  /^[*_\s]*(?:(?:sub)?(?:steps?|cases?|parts?|problems?|questions?|solutions?|explanations?|examples?|methods?|approach|notes?|checks?|verif\w+|understand\w*|conclusion|introduction|summary|given|final|answers?|calculat\w+|comput\w+|find\w*|analysis|analy[sz]e|output|response|option|section|reasoning|results?|thus|so|the)\b|\d{1,2}[.)]\s|\(?[a-z][.)]\s+\w{2})/i;

/** A mark with a sign or two too many, before a number. */
const deeper = /^#{5,6}(?= ?\$?\d)/;

/** GSM8K's mark: what follows the last `####` on its line, or on the next. A Markdown heading is not an answer. */
export function lastHashes(text: string): Mark | null {
  for (let at = text.lastIndexOf("####"); at >= 0; at = at === 0 ? -1 : text.lastIndexOf("####", at - 1)) {
    if (text[at - 1] === "#") continue;
    const isFirst = /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, at - 8), at));
    const marked = at + ((isFirst ? deeper.exec(text.slice(at, at + 8)) : null)?.[0].length ?? 4);
    if (text[marked] === "#") continue;
    const content = answerAfter(text, marked);
    if (content !== null) return { at, content };
  }
  return null;
}

function answerAfter(text: string, from: number): FoundAnswer | null {
  const end = lineEnd(text, from);
  const reason = "what follows the last ####";
  const own = takeSpan(text, from, end, "hashes", reason);
  const found = own ?? takeSpan(text, end, lineEnd(text, end + 1), "hashes", reason);
  if (found === null || found.answer.length > 300 || isPlaceholder(found.answer) || isEvaluation(found.answer))
    return null;
  const isHeading = heading.test(found.answer);
  const isLast = text.slice(found.end).trim() === "";
  const bare = found.answer.replace(/^[*_\s]+|[*_\s]+$/g, "");
  const plain = { ...found, answer: bare, start: found.start + found.answer.indexOf(bare) };
  const result = { ...plain, end: plain.start + bare.length };
  if (/^[-+$\\(\d.]/.test(bare) && !isHeading) return isLast || readabilityOf(bare) === "mathematics" ? result : null;
  const isSentence = /[?？!]\s*$|[.!?]\s+\p{Lu}/u.test(bare) || readabilityOf(bare) === "sentence";
  return isLast && !isHeading && !isSentence && bare.length <= 80 ? result : null;
}
