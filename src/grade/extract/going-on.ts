import { butSource } from "./languages.ts";
import { moodSource, otherMoodTest } from "./moods.ts";

/** How a sentence tells of quantities without giving one, so that the account goes on: "Half of them are girls." */
const tellsOfMore =
  /\b(?:half|(?:a|one|two|three)[- ](?:third|quarter|fourth|fifth|tenth)s?|twice|thrice|doubles?|triples?|the (?:rest|remaining|remainder|others?|second|third|next|following|last) (?!step|line|part|way|answer)|another|each of|every one of|some of|most of|all of|as (?:many|much)|the same (?:number|amount) of|later|afterwards)\b/i;
const tellsOfMoreOtherwise = otherMoodTest(new RegExp(moodSource("more"), "iu"));
/** "That is less than half an hour": a remark on the value itself. */
const remarksOnIt =
  /^[\s*_>#(-]*(?:that|this|it)(?:['’]s|\s(?:is|was|makes|means|seems|matches|equals|corresponds))\b/i;
/** How a sentence says that not all has been done: "we haven't counted the corners yet". */
const isUndone =
  /\b(?:have|has)(?:n['’]t| not) (?:\w+ ){0,3}?(?:counted|included|considered|used|added|subtracted|divided|multiplied|converted|accounted|taken|done|finished|looked|dealt)\b.{0,60}\b(?:yet|so far)\b|\bstill (?:have|has|need|needs|must) to (?!check|verif|confirm)/i;

/** Whether a sentence behind a value goes on from it and gives no value itself, so that what it comes to is not said. */
export const goesOnFrom = (sentence: string): boolean =>
  (tellsOfMore.test(sentence) && !remarksOnIt.test(sentence)) ||
  tellsOfMoreOtherwise(sentence) ||
  isUndone.test(sentence);

/** Whether a sentence says that a part of the work is still undone. */
export const leavesUndone = (sentence: string): boolean => isUndone.test(sentence);

/** How the value's own sentence goes on, past its claim, to something that it does not finish: ", but let me check", ", and now we solve". */
const goesOn =
  /[,;:.—–]?\s(?:but(?! (?:not|never)\b)|yet|except that|unless|and (?:now|then|next|so on|(?:you|we|one|he|she|they|it) (?:can ?not|can['’]t|still|also|now)\b)|then|now (?:we|let|you))\b/i;

const goesOnOtherwise = new RegExp(
  String.raw`[,;，、]\s?(?!but)(?:${butSource})(?!\p{Script=Latin}|\p{Script=Cyrillic})`,
  "iu",
);

/** Whether the rest of the value's own sentence goes on from it, or restricts it, without another value. */
export const goesOnInside = (rest: string): boolean => goesOn.test(rest) || goesOnOtherwise.test(rest);

const asksOtherwise =
  /^[\s*_>"“(-]*(?:(?:wait|hmm+|but)[,\s]+)*(?:or\b|should(?:n['’]t| not)\b|would(?:n['’]t| not) it\b)(?!.*\b(?:you|help|would like)\b)/i;

/** Whether a question puts another answer beside the one before it: "Or is it 8?" */
export const asksAgain = (question: string): boolean => asksOtherwise.test(question);
