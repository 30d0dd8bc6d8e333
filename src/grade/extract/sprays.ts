import { equivalent } from "../compare/equivalent.ts";
import type { FoundAnswer, Mark } from "./extraction.ts";
import { sentenceStart } from "./sentences.ts";

/** Whether two answers are the same value. */
export const isSame = (a: string, b: string): boolean => a === b || equivalent(a, b) === "equal";

const guess = String.raw`\(?(?:option|possibility|case|reading|interpretation|scenario|guess|candidate|answer|version|try|attempt|variant)\s?#?(?:\d{1,2}|[A-E])\)?\s?[:.)-]`;
/** Words that are nothing but the label of one more guess: "Interpretation B:". */
export const guessLabel = new RegExp(String.raw`^[.,;]?\s*${guess}$`, "i");
/** What stands between two answers of which the writer takes neither: nothing, or the label of one more guess. */
const between = new RegExp(
  String.raw`^(?:<\/[\w-]{1,20}>)?[.,;!$*_)}\s。]{0,12}(?<label>(?:${guess}|[-*•+]|\d{1,2}[.)])\s*)?[$*_(\s]{0,6}(?:(?:the|my|an?)\s)?$`,
  "i",
);
/** Tags and labels hold an answer and nothing else; of lines of `####`, as in GSM8K, the last counts. */
const isPlace = (text: string, { at, content }: Mark): boolean =>
  content.kind === "answer" && (content.rule === "tag" || /[:=]\W*$/.test(text.slice(at, content.start)));

/** "Answer (revised):" */
const revised = /\b(?:revised|corrected|updated|edited|new)\b/i;
const marksRead = 3;

/**
 * Marked answers side by side in one paragraph, as a list of alternatives: two places that hold nothing else, two labelled guesses, or
 * three claims in a row. Null where the last one stands alone.
 */
export function sprayed(text: string, last: Mark, before: (end: number) => Mark | null): FoundAnswer | null {
  if (last.content.kind !== "answer" || last.content.rule === "hashes") return null;
  if (revised.test(text.slice(last.at, last.content.start))) return null;
  const answers = [last.content.answer];
  let claims = 1;
  let [mark, isPair, start]: [Mark, boolean, number] = [last, isPlace(text, last), last.content.start];
  for (let i = 1; i < marksRead; i++) {
    const other = before(mark.at);
    if (other?.content.kind !== "answer") break;
    const { content } = other;
    const joint = text.slice(content.end, mark.at);
    const found = between.exec(joint);
    if (found === null || /\n[^\S\n]*\n/.test(text.slice(other.at, mark.at))) break;
    claims++;
    if (!answers.some((answer) => isSame(answer, content.answer))) answers.unshift(content.answer);
    isPair &&= isPlace(text, other);
    if (/\p{L}/u.test(found.groups?.["label"] ?? "")) isPair = true;
    [mark, start] = [other, content.start];
  }
  if (answers.length < 2 || claims < (isPair ? 2 : marksRead)) return null;
  return { ...last.content, start, answer: answers.join(" \\text{ or } ") };
}

const condition =
  /^[\s*_>#•(-]*(?:(?:and|but|so|now|and|then|yet)\s)?(?:if|in case|should|assuming|provided|under|wenn|falls|si|se|als|jeśli|если|如果|若|もし|만약)(?![A-Za-z])/i;

/** Whether the sentence that holds a place begins with a condition: "If it does not, the answer is". */
export const isConditional = (text: string, at: number): boolean =>
  condition.test(text.slice(sentenceStart(text, at), at));
