import { readabilityOf } from "../parse/readable.ts";
import { type FoundAnswer, type Span, takeSpan } from "./extraction.ts";
import { formulasIn, lastNumber } from "./numbers.ts";
import { valueOfSentence } from "./predicate.ts";
import { sentencesIn } from "./sentences.ts";

const conclusion =
  /^[\s*_>#-]*(?:so|thus|therefore|hence|finally|consequently|in total|altogether|in conclusion|overall|total|result|answer)\b/i;
const remark =
  /^[\s*_>#(-]*(?:checks?|checking|verif\w+|notes?|let me know|i hope|hope|if you|feel free|please|step \d|to (?:check|verify)|proof|explanation|reasoning|remember|p\.?s\.?|this (?:took|makes sense)|\[?[✓✔✅])/i;

const maxSentences = 12;
const tailChars = 4000;

/** The value of the last sentence that has one; remarks and checks that follow the answer are passed over. */
export function lastSentence(text: string): FoundAnswer | null {
  const cut = Math.max(0, text.length - tailChars);
  const from = cut === 0 ? 0 : text.indexOf("\n", cut) + 1 || text.indexOf(". ", cut) + 1 || cut;
  const sentences = sentencesIn(text, from).slice(-maxSentences).reverse();
  const isRemark = ({ start, end }: Span): boolean => remark.test(text.slice(start, end)) || text[end] === "?";
  for (const span of [...sentences.filter((span) => !isRemark(span)), ...sentences.filter(isRemark)]) {
    const said = valueOfSentence(text.slice(span.start, span.end));
    if (said.kind === "denial") continue;
    if (said.kind === "nothing") continue;
    const start = span.start + said.span.start;
    const reason = "the value of the last sentence that has one";
    return { kind: "answer", answer: said.answer, start, end: span.start + said.span.end, rule: "sentence", reason };
  }
  return null;
}

/** The last `**bold**` span that is mathematics, unless a conclusion with a value follows it. */
export function lastBold(text: string): FoundAnswer | null {
  let end = text.lastIndexOf("**");
  for (let tries = 0; tries < 8 && end >= 2; tries++) {
    const start = text.lastIndexOf("**", end - 2);
    if (start < 0) return null;
    const span = text.slice(start + 2, end).replace(/[.:]$/, "");
    if (span.length < 200 && span.length > 0 && !span.includes("\n") && isValue(span) && !isHeading(text, start)) {
      return concludesAfter(text, end + 2)
        ? null
        : takeSpan(text, start + 2, start + 2 + span.length, "bold", "the last bold span that is a value");
    }
    end = text.lastIndexOf("**", start - 1);
  }
  return null;
}

/** Mathematics, or a number with what it counts. */
const isValue = (span: string): boolean =>
  !/^(?:step|case|part)?\s?\d{1,2}[.:)]?$/i.test(span) || /^\d+$/.test(span)
    ? readabilityOf(span) === "mathematics" && !/^[A-Z][a-z]+$/.test(span)
    : false;

/** `**1.** First we add`: a number of a list. */
const isHeading = (text: string, start: number): boolean =>
  /^\*\*\(?\d{1,2}[.):]\)?\*\*|^\*\*\d{1,2}\*\*[.):]/.test(text.slice(start, start + 12)) &&
  /(?:^|\n)[\s#>-]*$/.test(text.slice(Math.max(0, start - 8), start));

function concludesAfter(text: string, from: number): boolean {
  const rest = text.slice(from);
  const inSentence = sentencesIn(rest)[0];
  return sentencesIn(rest)
    .slice(inSentence !== undefined && !/^[.!?\s]/.test(rest) ? 1 : 0)
    .some(({ start, end }) => conclusion.test(rest.slice(start, end)) && /\d/.test(rest.slice(start, end)));
}

/** The last formula of the text, or a number that comes after it. */
export function lastValue(text: string): FoundAnswer | null {
  const number = lastNumber(text);
  const formula = formulasIn(text.slice(-tailChars)).at(-1);
  const offset = Math.max(0, text.length - tailChars);
  if (formula === undefined || (number !== null && number.start >= offset + formula.end)) return number;
  return takeSpan(
    text,
    offset + formula.inner.start,
    offset + formula.inner.end,
    "math",
    "the last formula of the text",
  );
}
