import { asksAgain, leavesUndone } from "./going-on.ts";
import { isNextStep } from "./assertions.ts";
import { butSource, questionSource } from "./languages.ts";
import { moodSource } from "./moods.ts";
import { failsCheck, retractionLength, takesBack, takesBackLater, withdraws } from "./retractions.ts";
import { lineEnd, sentenceEnd, sentencesIn } from "./sentences.ts";
import { deniesOtherwise } from "./stance.ts";

const remarksRead = 3;

/** `The student wrote 27. Is he right?` */
const asksIfRight =
  /(?:^|[.!"”]\s+|\n)(?:is|was|are|were)\s(?:he|she|they|this|that|it|the \w+)\s(?:right|correct|wrong|true)\?\s*$/i;

/** "But the question does not say so": what was answered is another question. */
const butTheQuestion = new RegExp(
  String.raw`^[\s*_>"“(-]*(?:${butSource})(?!\p{Script=Latin}).{0,40}(?:(?<!\p{L})(?:question|problem|exercise)|${questionSource})`,
  "iu",
);
const notSaid = /\b(?:not|never)\b|n['’]t\b|没|沒|ない|ません|않/i;

/** "小明算出答案是36，但是他算错了" */
const butWrong = new RegExp(
  String.raw`^[^\d\n]{0,6}[,，、]\s?(?:but (?:he|she|they|that|this|it|which)\b.{0,30}\b(?:wrong|mistaken|incorrect|forgot|a mistake)\b|(?!but)(?:${butSource})(?!\p{Script=Latin}).{0,12}(?:${moodSource("wrong")}))`,
  "iu",
);

/** "63. Wrong!": a verdict that is a sentence of its own. "B. False" and "B. Incorrect" may be a choice's text. */
const verdictAlone =
  /^[\s}$)\]*"”’\\]*(?:[.!;:—–-]|\n)[\s*_>"“(-]*(?:(?:no|nope|oh no)[\s,.!:…—–-]+)?(?:wrong\s*(?:[!.…*)\n]|$)|incorrect\s*!)/i;

const isOfAnother = (sentence: string): boolean =>
  butTheQuestion.test(sentence) &&
  !/\d|\b(?:explicit\w*|clarif\w+|assum\w+)\b/i.test(sentence) &&
  (notSaid.test(sentence) || deniesOtherwise(sentence));

/** Whether what follows an answer takes it back or leaves it unfinished: its own sentence to the end, or one of the next. */
export function isTakenBack(rest: string): boolean {
  if (!/\p{L}|\d/u.test(rest)) return false;
  if (asksIfRight.test(rest.slice(-120))) return true;
  if (retractionLength(rest.replace(/^[\s}$)\]*.\\]+/, "")) > 0) return true;
  if (verdictAlone.test(rest.slice(0, 60))) return true;
  if (butWrong.test(rest.slice(0, 120))) return true;
  const near = rest.slice(0, 400);
  const own = sentenceEnd(near, 0, lineEnd(near, 0));
  return sentencesIn(near, own + 1)
    .slice(0, remarksRead)
    .some(({ start, end }, i) => {
      const sentence = near.slice(start, end);
      if (near[end] === "?") return i === 0 && asksAgain(sentence);
      if (withdraws(sentence) || isOfAnother(sentence) || failsCheck(sentence)) return true;
      if (leavesUndone(sentence)) return true;
      return i === 0 ? takesBack(sentence) || isNextStep(sentence) : takesBackLater(sentence);
    });
}
