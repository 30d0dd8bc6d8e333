import { readabilityOf } from "../parse/readable.ts";
import { type FoundAnswer, type Span, takeSpan } from "./extraction.ts";
import { isEvaluation, valueOfSentence } from "./predicate.ts";
import { sentencesIn } from "./sentences.ts";

const conclusion =
  /^[\s*_>#-]*(?:so|thus|therefore|hence|finally|consequently|in total|altogether|in conclusion|overall|total|result|answer)\b/i;
const remark =
  /^[\s*_>#(-]*(?:checks?|checking|verif\w+|notes?|let me know|i hope|hope|if you|feel free|please|step \d|to (?:check|verify)|proof|explanation|reasoning|remember|p\.?s\.?|this (?:took|makes sense)|\[?[✓✔✅])/i;

const others =
  /\b(?:gold|reference|expected|ground[- ]truth|student['’]?s?|original|previous|earlier)\s(?:\w+\s)?(?:answer|solution|result)\b/i;
const announced = /\banswers?\s(?:is|was|are)\s/i;

/** Whether a sentence is about somebody else's answer, or judges one: "the gold answer is 12", "the answer is found by adding 3". */
export function judged(sentence: string): boolean {
  const match = announced.exec(sentence);
  return others.test(sentence) || (match !== null && isEvaluation(sentence.slice(match.index + match[0].length)));
}

const item = /^[ \t]*(?:[-*•+]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t]+(\S.*?)[.,;]?$/;
const introduced =
  /\b(?:solutions?|roots?|values?|answers?|zeros?|points?|pairs?|triples?|integers?|numbers?|factors?)\b[^\n]*:[*_\s]*$/i;

/** The items of a list that ends the text, where its heading says that they are the solutions, values and the like. */
export function lastList(text: string): FoundAnswer | null {
  const lines = text.trimEnd().split("\n").slice(-20);
  const items: string[] = [];
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const content = item.exec(line)?.[1];
    if (content === undefined) {
      if (line.trim() === "") continue;
      lines.push(line);
      break;
    }
    items.unshift(content.replace(/^\$([^$]*)\$$/, "$1"));
  }
  if (items.length < 2 || !introduced.test(lines.at(-1) ?? "")) return null;
  if (items.some((content) => readabilityOf(content) !== "mathematics")) return null;
  const answer = items.join(", ");
  const end = text.trimEnd().length;
  const start = text.lastIndexOf(items[0] ?? "", end);
  return {
    kind: "answer",
    answer,
    start: Math.max(0, start),
    end,
    rule: "sentence",
    reason: "the list that ends the text",
  };
}

const maxSentences = 40;
const tailChars = 4000;

/** The value of the last sentence that has one; remarks and checks that follow the answer are passed over. */
export function lastSentence(text: string): FoundAnswer | null {
  const cut = Math.max(0, text.length - tailChars);
  const from = cut === 0 ? 0 : text.indexOf("\n", cut) + 1 || text.indexOf(". ", cut) + 1 || cut;
  const sentences = sentencesIn(text, from).slice(-maxSentences).reverse();
  const isRemark = ({ start, end }: Span): boolean => remark.test(text.slice(start, end)) || text[end] === "?";
  const isForeign = ({ start, end }: Span): boolean => judged(text.slice(start, end));
  for (const span of [...sentences.filter((span) => !isRemark(span)), ...sentences.filter(isRemark)]) {
    const said = isForeign(span) ? null : valueOfSentence(text.slice(span.start, span.end));
    if (said?.kind !== "value") continue;
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
