import { lastSentence } from "./conclusions.ts";
import { type Extraction, type FoundAnswer, shifted } from "./extraction.ts";
import { sentenceEndAfter, sentencesIn, sentenceStart } from "./sentences.ts";
import { isSame } from "./sprays.ts";
import { onlyTells, turnsBack } from "./stance.ts";
import { checksOtherwise } from "./retractions.ts";

const confirms =
  /\b(?:yes|yep|correct|right|match(?:es|ed)?|works?|indeed|as (?:required|expected|needed)|same|confirm(?:s|ed)?|consistent|good|fine|holds?|checks? out|agrees?)\b|[✓✔✅]/i;

/** How a sentence begins that goes on from what was found: "With it, ...", "Step 4.", "Since the side is known, the volume asked for is ...". */
const goesOn =
  /^[\s*_>#-]*(?:(?:with|using|from|by|knowing|given) (?:it|this|that|these|them|the above)\b|step \d)|\b(?:asked for|we (?:want|need|seek|are (?:after|looking for|asked for))|in question|sought|requested),? (?:is|are|equals)\b/i;
/** How the sentence of a step begins, or a label of one. */
const isStep =
  /^[\s*_>#-]*(?:first(?:ly)?,?|step \d{1,2}[.:)]?|to (?:begin|start)(?: with)?,|as a first step,?)\s|^[\s*_>#-]*(?:first|to (?:begin|start)(?: with)?,?) we\b/i;
const isFinal = /\b(?:answer|final(?:ly)?|therefore|hence|thus|result|conclu)/i;

/** "If so, it should be 7/12" */
const shouldBe =
  /\b(?:it|that|this|the (?:answer|result|value|total|count|number|probability)) (?:should|must|would|has to|ought to) (?:really |actually |then )?be\s\$?([-−]?\d[\d.,/]*)/i;

const sentencesRead = 4;

/** "The answer stands", "12 is right after all" */
const upheld =
  /(?:^|[\s(])(?:answer|result|value|box|conclusion|total|count|solution|it|that|this|[-−]?\d[\d.,/]*)\**(?: (?:above|given|we (?:got|have|found)))? (?:still |indeed |therefore |thus |does (?:still )?|(?:is|was|are) (?:still |indeed |in fact |therefore )?(?=right|correct|valid|fine|unchanged))(?:stands?|remains?|holds?|right|correct|valid|fine|unchanged)(?: after all)?\W*$|(?:^|[\s(])(?:answer|result|value|box|conclusion|solution|[-−]?\d[\d.,/]*)\** (?:stands|remains (?:the same|unchanged|correct|right|valid)|holds)(?: after all)?\W*$/i;
/** How a sentence gives a value again. */
const again = /\b(?:so|therefore|hence|thus|still|indeed|remains?|stays?|stands?|after all)\b/i;

/** Whether what follows an answer objects to it and ends by upholding it: "Should I count the ends? No. So 12 stands." */
export function isUpheld(rest: string, answer: string): boolean {
  const spans = sentencesIn(rest.slice(0, 3000));
  const last = spans.at(-1);
  if (last === undefined || spans.length < 2 || rest[last.end] === "?") return false;
  const sentence = rest.slice(last.start, last.end);
  const found = lastSentence(rest.slice(0, 3000));
  const isAgain = found !== null && isSame(found.answer, answer);
  if (upheld.test(sentence)) return found === null || isAgain || found.start < last.start;
  return isAgain && found.start >= last.start && again.test(sentence);
}

/**
 * The value of what follows an answer that it goes on from, or that it opens again: a step's box, of which a later sentence makes the
 * answer, and "Wait, ... so it should be 7". Null where the answer stands.
 */
export function reopenedTo(text: string, content: FoundAnswer): Extraction | null {
  const ownEnd = sentenceEndAfter(text, content.end);
  const near = sentencesIn(text.slice(0, ownEnd + 3000), ownEnd + 1);
  const turn = near.slice(0, sentencesRead).find(({ start, end }) => turnsBack(text.slice(start, end)));
  const isOpen =
    turn !== undefined && !confirms.test(text.slice(turn.start)) && !checksOtherwise(text.slice(turn.start));
  const [next] = near;
  const own = text.slice(sentenceStart(text, content.start), content.start);
  const isOnTheWay =
    next !== undefined &&
    content.rule === "boxed" &&
    !/^\W*[A-J]\W*$/.test(content.answer) &&
    !isFinal.test(own) &&
    (isStep.test(own) || goesOn.test(text.slice(next.start, next.end)));
  if (!isOpen && !isOnTheWay) return null;
  const from = isOpen ? turn.start : ownEnd + 1;
  const found = lastSentence(text.slice(from));
  if (found !== null && isSame(found.answer, content.answer)) return null;
  if (found !== null) {
    const at = sentenceStart(text, from + found.start);
    return isOpen && onlyTells(text.slice(at, from + found.end))
      ? { kind: "noAnswer", reason: `"${content.answer.slice(0, 40)}" is put in doubt` }
      : shifted(found, from);
  }
  const other = isOpen ? shouldBe.exec(text.slice(from))?.[1] : undefined;
  return other === undefined || isSame(other, content.answer)
    ? null
    : { kind: "noAnswer", reason: `"${content.answer.slice(0, 40)}" is put in doubt` };
}
