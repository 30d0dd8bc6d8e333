import { doubtOf } from "./stance.ts";
import { type FoundAnswer, type Span } from "./extraction.ts";
import { isWithheld } from "./assertions.ts";
import { valueOfSentence } from "./clauses.ts";
import { yesOrNo } from "./languages.ts";
import { sentencesIn } from "./sentences.ts";

/** What a last sentence says that has no value to give: "no solution", "does not exist". */
const outcome =
  /\b(?:there (?:is|are)|(?:has|have|admits?)|we (?:get|find|have)|with)\s(?:therefore |thus |then |hence )?(no (?:(?:real|integer|such|valid|positive|rational|whole-number)\s)?(?:solutions?|roots?)|(?:infinitely many|an infinite number of) (?:\w+\s)?solutions?)(?:\s(?:in|over|among|to|for|at|of)\s[^\d.;:]{1,40})?\s*$|\s((?:does not|doesn['’]t) exist|is (?:undefined|not defined)|diverges)\s*$/i;
/** "200 days later it is a Thursday" */
const weekday =
  /\b(?:is|falls on|will be|was|be)\s(?:therefore |thus |then )?(?:an? |on a? ?)?[*_]{0,3}((?:mon|tues|wednes|thurs|fri|satur|sun)day)[*_]{0,3}\s*$/i;
/** "In Roman numerals, 2024 is MMXXIV" */
const roman = /\s(?:is|as|becomes|=|:)\s[*_$"“]{0,3}([IVXLCDM]{1,15})[*_$"”]{0,3}\s*$/;
const draws = /\b(?:so|therefore|hence|thus|consequently|accordingly|conclude|follows|means)\b/i;
const depends = /\b(?:if|unless|when|whenever|for|case|assum\w+|suppos\w+)\b/i;

const truth =
  /\b(?:the|this|that) (?:statement|claim|assertion|proposition|conjecture) is\s(?:therefore |thus |hence |indeed |clearly )?[*_"“]{0,3}(true|false)[*_"”]{0,3}(?=\s*[.,:;!—–(]|\s*$|\s(?:because|since|as)\b)/i;

const opening =
  /^[\s*_>#-]*(?:(?:so|thus|therefore|hence|then|in conclusion|donc|entonces|portanto|also|quindi|итак|значит)[,\s]+)+/iu;
const head = /^[\s*_"“¡]*(\p{L}{1,12})[*_"”]{0,3}(?=\s?[,.;:!—–]|\s*$)/u;
/** "No, that is wrong": what is said to another one, or of what was said before. */
const toAnother =
  /^[\s*_,.;:!—–-]*(?:that|this|you|wait|sorry|i|we|let|problem|worries|thanks?|of course|sure|absolutely|good)(?![a-z])/i;
const reason =
  /[\s,;:](?:because|since|as|for|so|weil|da|denn|parce que|car|puisque|porque|ya que|pois|perché|poiché|потому что|так как)\s.*$/isu;

const found = (start: number, text: string, reasonOfIt: string, answer = text): FoundAnswer => ({
  kind: "answer",
  answer,
  start,
  end: start + text.length,
  rule: "sentence",
  reason: reasonOfIt,
});

/** The yes or no at the head of a sentence whose claim gives no value of its own. */
function truthOf(text: string, { start, end }: Span): FoundAnswer | null {
  const sentence = text.slice(start, end);
  const [mark, word = ""] = head.exec(sentence) ?? [];
  const answer = mark === undefined ? null : yesOrNo(word);
  if (mark === undefined || answer === null) return null;
  const claim = sentence.slice(mark.length).replace(reason, "");
  if (/^\W*[-−]?\d[\d.,/]*\W{0,3}\s(?:is|was) (?:right|correct)\b/i.test(claim)) return null;
  if (toAnother.test(claim) || isWithheld(claim) || /\b(?:if|unless|depends|maybe|perhaps)\b/i.test(claim)) return null;
  const said = valueOfSentence(claim.replace(/^[\s,.;:!—–*_]+/, ""));
  const at = claim.length - claim.replace(/^[\s,.;:!—–*_]+/, "").length;
  const states =
    said.kind === "value" &&
    doubtOf(claim, { start: said.span.start + at, end: said.span.end + at }) === null &&
    /\b(?:is|are|was|equals|need|get|have|has|=)\s?[$\\*]*$|[=≈]\s*[$\\*]*$/i.test(
      claim.slice(0, said.span.start + at),
    );
  return states ? null : found(start + mark.lastIndexOf(word), word, "a yes or no with its reason", answer);
}

/** A statement that is spoken of is beside the point of other answers. */
const isDoubted = (sentence: string, span: Span): boolean => !/^(?:beside)?$/.test(doubtOf(sentence, span) ?? "");

/**
 * What a text answers in words: the last sentence that draws a conclusion without a value ("so the limit does not exist"), a yes or no
 * that it begins or ends with, a statement that is called true or false.
 *
 * @param valueOf the value that a part of the text gives otherwise
 */
export function saidInWords(
  text: string,
  spans: readonly Span[],
  valueOf: (part: string) => FoundAnswer | null,
): FoundAnswer | null {
  const last = spans.at(-1);
  const [first] = sentencesIn(text);
  if (last === undefined || first === undefined) return null;
  const sentence = text.slice(last.start, last.end);
  const outcomeOf = outcome.exec(sentence);
  const words = outcomeOf?.[1] ?? outcomeOf?.[2];
  if (
    words !== undefined &&
    !depends.test(sentence) &&
    (draws.test(sentence) || spans.length === 1) &&
    !isWithheld(sentence)
  ) {
    const at = last.start + sentence.lastIndexOf(words);
    const span = { start: at - last.start, end: at - last.start + words.length };
    if (doubtOf(sentence, span) === null) return found(at, words, "what the last sentence concludes");
  }
  const day = weekday.exec(sentence)?.[1];
  if (day !== undefined && !depends.test(sentence) && !isWithheld(sentence)) {
    const at = sentence.lastIndexOf(day);
    if (doubtOf(sentence, { start: at, end: at + day.length }) === null)
      return found(last.start + at, day, "the day that the last sentence names");
  }
  const numeral = /\broman\b/i.test(sentence) ? roman.exec(sentence)?.[1] : undefined;
  if (numeral !== undefined && !isWithheld(sentence)) {
    const at = sentence.lastIndexOf(numeral);
    if (doubtOf(sentence, { start: at, end: at + numeral.length }) === null)
      return found(last.start + at, numeral, "the Roman numeral that the last sentence gives");
  }
  for (const span of [last, first]) {
    const part = text.slice(span.start, span.end);
    const called = truth.exec(part);
    const word = called?.[1] ?? "";
    if (called === null || isDoubted(part, { start: called.index, end: called.index + called[0].length })) continue;
    return found(span.start + called.index + called[0].lastIndexOf(word), word, "what a statement is called");
  }
  const lead = opening.exec(sentence)?.[0].length ?? 0;
  const closing = lead > 0 ? truthOf(text, { start: last.start + lead, end: last.end }) : null;
  if (closing !== null) return closing;
  const begins = truthOf(text, first);
  return begins === null || valueOf(text.slice(first.end + 1)) !== null ? null : begins;
}
