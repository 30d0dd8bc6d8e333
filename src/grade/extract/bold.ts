import { numberInWords } from "../parse/number-words.ts";
import { readabilityOf } from "../parse/readable.ts";
import { isWithheld } from "./assertions.ts";
import { conclusion, doubtOfValue, goesOnBehind, isGiven, isLicensed, judged } from "./conclusions.ts";
import { type FoundAnswer, takeSpan } from "./extraction.ts";
import { yesOrNo } from "./languages.ts";
import { listAround, listOf } from "./runs.ts";
import { sentenceEndAfter, sentencesIn } from "./sentences.ts";
import { doubtOf } from "./stance.ts";

/** The last `**bold**` span that is mathematics, unless a conclusion with a value follows it. */
export function lastBold(text: string): FoundAnswer | null {
  let end = text.lastIndexOf("**");
  for (let tries = 0; tries < 8 && end >= 2; tries++) {
    const start = text.lastIndexOf("**", end - 2);
    if (start < 0) return null;
    const whole = text.slice(start + 2, end);
    const truth = yesOrNo(whole.replace(/[.,!]$/, ""));
    if (truth !== null && isReasoned(text, start, end + 2))
      return { kind: "answer", answer: truth, start: start + 2, end, rule: "bold", reason: "a bold yes or no" };
    const span = whole.replace(/\.$/, "");
    if (span.length < 200 && span.length > 0 && !span.includes("\n") && isValue(span) && !isItem(text, start)) {
      if (concludesAfter(text, end + 2) || !isStated(text, start)) return null;
      if (goesOnBehind(text, sentenceEndAfter(text, end + 2) + 1)) return null;
      return (
        besides(text, start) ??
        takeSpan(text, start + 2, start + 2 + span.length, "bold", "the last bold span that is a value")
      );
    }
    end = text.lastIndexOf("**", start - 1);
  }
  return null;
}

const reasoning =
  /^(?:,\s(?!(?:that|this|it|i|wait|sorry|but|actually|not|no|if|unless)\b)\p{Ll}|\s(?:the|because|since|they|both|these|there)\s)/iu;

/** Whether a bold yes or no begins the last sentence of a text, which gives its reason: "**Yes**, the triangles are congruent". */
function isReasoned(text: string, start: number, end: number): boolean {
  if (!/(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, start - 8), start))) return false;
  const reason = text.slice(end);
  const { end: stop = 0 } = sentencesIn(reason)[0] ?? {};
  if (!reasoning.test(reason)) return false;
  const sentence = `Yes${reason.slice(0, stop)}`;
  const isLast = /^\W*$/.test(reason.slice(stop));
  return isLast && !/\d/.test(sentence) && !isWithheld(sentence) && doubtOf(sentence, { start: 0, end: 3 }) === null;
}

/** Whether the sentence of a bold span says what is so: it does not ask, refuse or report. */
function isStated(text: string, start: number): boolean {
  const span = sentencesIn(text, text.lastIndexOf("\n", start) + 1).find(({ end }) => end > start);
  if (span === undefined) return true;
  const sentence = text.slice(span.start, span.end).replaceAll("**", "  ");
  const end = text.indexOf("**", start + 2);
  const value = { start: start + 2 - span.start, end: Math.min(end, span.end) - span.start };
  if (text[span.end] === "?" || isWithheld(sentence) || judged(sentence) || isGiven(text, span.start)) return false;
  if (/^\s*\*\*/.test(text.slice(span.start, start + 2)) && text.slice(end + 2, span.end).trim() === "") return true;
  return doubtOfValue(sentence, value) === null && isLicensed(text, span, value);
}

const bold = /\*\*([^*\n]{1,200})\*\*/g;

/** The list of the bold spans that stand side by side, or are joined, and end with the one at `start`; null where it stands alone. */
function besides(text: string, start: number): FoundAnswer | null {
  const from = Math.max(0, start - 400);
  const values = [...text.slice(from).matchAll(bold)].map((match) => {
    const at = from + match.index;
    const inner = { start: at + 2, end: at + 2 + (match[1] ?? "").length };
    return { start: at, end: at + match[0].length, inner, isFormula: false };
  });
  const index = values.findIndex((value) => value.start === start);
  if (index < 0) return null;
  const members = listAround(text, values, index, ({ inner }) => isValue(text.slice(inner.start, inner.end)));
  const said = members.length > 1 ? listOf(text, members, 0) : null;
  if (said?.kind !== "value") return null;
  return { kind: "answer", answer: said.answer, ...said.span, rule: "bold", reason: "the bold spans side by side" };
}

/** Mathematics, a number with what it counts, or one in words; what ends with a colon is a label. */
const isValue = (span: string): boolean => numberInWords(span.toLowerCase()) !== null || isMathematical(span);
const isMathematical = (span: string): boolean =>
  !span.endsWith(":") && (!/^(?:step|case|part)?\s?\d{1,2}[.:)]?$/i.test(span) || /^\d+$/.test(span))
    ? readabilityOf(span) === "mathematics" && !/^[A-Z][a-z]+$/.test(span)
    : false;

/** `**1.** First we add`: a number of a list. */
const isItem = (text: string, start: number): boolean =>
  /^\*\*\(?\d{1,2}[.):]\)?\*\*|^\*\*\d{1,2}\*\*[.):]/.test(text.slice(start, start + 12)) &&
  /(?:^|\n)[\s#>-]*$/.test(text.slice(Math.max(0, start - 8), start));

function concludesAfter(text: string, from: number): boolean {
  const rest = text.slice(from);
  const inSentence = sentencesIn(rest)[0];
  return sentencesIn(rest)
    .slice(inSentence !== undefined && !/^[.!?\s]/.test(rest) ? 1 : 0)
    .some(({ start, end }) => conclusion.test(rest.slice(start, end)) && /\d/.test(rest.slice(start, end)));
}
