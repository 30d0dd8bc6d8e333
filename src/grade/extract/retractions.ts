import { checkSource, notSource } from "./languages.ts";
import { moodSource, otherMoodTest, saysOtherwise } from "./moods.ts";

const hesitation = String.raw`(?:(?:but|wait|hmm+|oh|oops|hold on|actually|sorry|however|well|ah|no|no wait|nope|on (?:second thought|reflection)|unfortunately|then again|in fact|although|edit|update|erratum|note|aber|mais|pero|но|不对|等等)[\s,.!:…—–-]+)*`;
const subject = String.raw`(?:that|this|it|which|the (?:box|answer|result|value|total|count|above|last (?:step|line|answer))(?: above| in the box)?)`;
const copula = String.raw`(?:['’]s|\s+(?:is|was|can(?:not|'t| not) be|must be|seems|looks|turns out to be|isn't|wasn't|ca(?:nnot|n['’]t) be|could(?:n['’]t| not) be|does(?:n['’]t| not) (?:look|seem)))`;
const verdict = String.raw`\s+(?:clearly |still |definitely |actually |also |certainly )?(?:not (?:right|correct|it|true|the answer|quite right|possible|what)|wrong|incorrect|right, it|correct, (?:it|because)|a mistake|mistaken|false|impossible|an? error|too (?:big|small|large|high|low|many|few)\b)`;
const denied = String.raw`\s(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|does(?:n['’]t| not)|did(?:n['’]t| not)) (?:(?:be |look |seem |feel |sound |quite )*(?:right|correct|true|possible|match|work|add up|make sense|satisfy|fit)\b|be[,.;!]|be$|include|account)`;
const faulty = String.raw`\s(?:contradicts?|violates?|double[- ]counts?|over-?counts?|under-?counts?|ignores?|forgets?|misses)\b`;
const ownFault = String.raw`(?:i|we)\s(?:\w+\s)?(?:(?:sincerely |must )?apologi[sz]e(?:,? (?:but )?(?:i|we) (?:made|have made)| for (?:the|my) (?:mistake|error|oversight))|(?:have )?made (?:a|an|some)\s(?:\w+\s)?(?:mistake|error|slip)s?|forgot|miscalculated|miscounted|misread|misplaced|misapplied|slipped|erred|misunderstood|overlooked|messed (?:it |that )?up|mixed up|was wrong|were wrong|(?:should|ought to|needed to|was supposed to|were supposed to) (?:not )?have (?!shown|said|mentioned|noted|explained|written|added that|clarified|specified|stated|made clear|put)\w+|should(?:n['’]t| not) have (?!worried|doubted)\w+|take (?:that|it) back|take|retract|(?:see|found|notice|spot|realize|realise|discover)(?:ed|d)? (?:that )?(?:(?:i|we|there['’]?s?|there is|there was) (?:made )?)?(?:an?|my|the|some|one)\s(?:\w+\s)?(?:error|mistake|slip))`;
const turn = String.raw`scratch that|never ?mind|(?:please )?(?:ignore|disregard|forget) (?:that|this|it|the)|let me (?:correct|fix|redo|retract|start over|try again|recompute|recalculate|reconsider|recount|rethink|rework)|correction[:,]|just kidding`;
const instead = String.raw`(?:actually[,\s]+)?make (?:that|it) (?=[-$\\(]?\d)|(?:sorry|oops|correction|edit|update)[,:.]?\s+(?:it['’]s |that['’]s |the answer is )?(?=[-$\\(]?\d)|(?:(?:actually|wait|sorry|oops|no)[\s,.!:…—–-]*)+(?:it|that|this|the (?:answer|result))(?:['’]s|\s(?:is|should be|must be))(?=\s+(?:\*{2})?[-\d$\\])`;
const retraction = new RegExp(
  String.raw`^[\s.$*()\]!,;:}"”’'\\—–-]*(?:${hesitation}(?:${subject}(?:${copula}${verdict}|${denied}|${faulty})|${ownFault}|${turn}|${instead})|no[,.!:—–]\s+(?!other|more)(?=\S)|(?:wait|oops|hmm)[\s,.!:…—–-]+no\b)`,
  "i",
);

/** How long the words are that begin what follows an answer and take it back ("No, that counts one twice"); 0 where none do. */
export function retractionLength(rest: string): number {
  return retraction.exec(rest.slice(0, 200))?.[0].length ?? 0;
}

/** The answer by its name: a pronoun inside a sentence may mean anything. */
const byName = String.raw`(?:the|my|this|that) (?:(?:final|boxed|first|above|previous|earlier|stated|given) )?(?:answer|value|result|box|total|number|figure|amount|solution)(?: (?:above|in the box|(?:i|we) (?:gave|wrote|boxed|stated|found)|given above|i just gave))?`;
const byFault = String.raw`\b(?:i|we) (?:\w+ )?(?:used|took|read|copied|applied|plugged in|started with|subtracted|added|multiplied(?: by)?|divided by) (?:the|a|an) (?:wrong|incorrect)\b`;
const withdrawal = new RegExp(
  String.raw`(?:^|[\s,;(])${byName}(?:${copula}${verdict}|${denied}|${faulty})|${byFault}`,
  "i",
);

/** "Something must have gone wrong", "I don't trust this", "a typo above", "but the problem asks for the difference". */
const distrust = new RegExp(
  String.raw`\bsomething(?:['’]s| is| was| has| must| went| seems)\b.{0,20}\b(?:wrong|off|amiss|missing|odd)\b|\b(?:i|we) (?:\w+ )?(?:do(?:n['’]t| not)|ca(?:n['’]t|nnot)|would(?:n['’]t| not)) (?:\w+ )?(?:trust|believe|stand by|rely on)\b|\b(?:absurd|nonsens\w+|implausible|makes no sense)\b|\b(?:does|do)(?:n['’]t| not) make (?:any )?sense\b|\b(?:is|are|was|were)(?:n['’]t| not) (?:\w+ )?(?:justified|established|rigorous|proven|proved|sound)\b|\bthere(?:['’]s| is| must be) (?:an?|some) (?:\w+ )?(?:error|mistake|slip|contradiction)\b(?! (?:in|with) (?:the|his|her|their|your) (?:question|problem|book|key))|\b(?:verification|check|test|proof) (?:fails|failed)\b|\b(?:verification|check|test) (?:does|did)(?:n['’]t| not) (?:work|hold|pass|succeed)\b|\b(?:i|we) (?:\w+ )?(?:do(?:n['’]t| not) know|am not sure|can(?:['’]t| ?not) (?:tell|say|decide)|have no idea) (?:which|whether|what|if)\b|\bnone of the (?:\w+ )?(?:options|choices|answers) (?:match|fit|work|agree)|\b(?:i|we) must have (?:slipped|erred|made (?:a|an|some)|missed|miscounted|miscalculated|misread|gone wrong|lost)\b(?![^.]*[=\d])|\btypo (?:above|there|in)\b|^[\s*_>"“(-]*(?:hmm+|wait|but|however|oh|actually|hold on)\b.{0,60}\brule[sd]? (?:this|that|it) out\b|\bshould (?:have )?(?:read|said)\b|\b(?:this|that|it) (?:is|was) (?:still )?not (?:\w+ )?the (?:correct|right) answer\b|^[\s*_>]*the (?:mistake|error) (?:is|was) (?:in |that |the |to )|\b(?:i|we) (?:\w+ )?(?:notice|noticed|realize|realized|realise|realised|see|found|discovered|spotted)\b.{0,80}\b(?:twice|wrong|forgot|missed|left out|too (?:large|small|big|high|low|many|few)|error|mistake|should (?:have|be))|^[\s*_>"“(-]*(?:(?:oh|wait|but|hmm+|actually|hold on|however)[\s,.!…]+){1,3}the (?:problem|question|exercise) (?:asks|asked|wants|wanted|says|said|is about|requires)\b`,
  "i",
);

/** Whether a sentence withdraws the answer by its name, wherever it does: "I misjudged that, so the value above can't be right". */
export const withdraws = (sentence: string): boolean => withdrawal.test(sentence) || distrust.test(sentence);

const notOtherwise = new RegExp(String.raw`(?<!\p{L})(?:${notSource})(?!\p{L})`, "iu");
/** "Check: 3(5) + 2 = 17, but it should be 20" */
const unequal = /\d\$?\s*(?:≠|\\neq?(?![a-z])|!=)\s*\$?-?\d/;
const checkOtherwise = new RegExp(String.raw`^[\s*_>#(-]*(?:${checkSource})(?!\p{L})`, "iu");
const mismatch =
  /\b(?:does|do|did)(?:n['’]t| not) (?:match|equal|fit|agree|work|hold|balance|add up)\b|\bis(?:n['’]t| not) (?:equal|what|true|the same)\b/i;
const checkFirst = /^[\s*_>#(-]*(?:(?:let['’]?s|let me|now|to|we|i)\s){0,2}(?:check|verif|test|plug|substitut)/i;

/** Whether a check has failed, and nothing is said to mend it. */
export const failsCheck = (sentence: string): boolean =>
  (checkFirst.test(sentence) || checkOtherwise.test(sentence)) &&
  (unequal.test(sentence) ||
    /[✗❌]/.test(sentence) ||
    mismatch.test(sentence) ||
    (checkOtherwise.test(sentence) && notOtherwise.test(sentence))) &&
  !/[✓✔✅]/.test(sentence);

const checkLabel = /^[\s*_>#(-]*(?:quick |sanity )?(?:check|verification|proof|test)[*_]*\s?[:.]/i;
/** Whether a sentence is one that checks: "Check: ...". */
export const isCheck = (sentence: string): boolean => checkLabel.test(sentence) || checkOtherwise.test(sentence);

/** Whether a sentence checks, in any language but English. */
export const checksOtherwise = (sentence: string): boolean => checkOtherwise.test(sentence);

const turns = moodSource("turns");
const wrong = moodSource("wrong");
const inOtherWords = otherMoodTest(
  new RegExp(
    String.raw`^[\s*_>"“(¡-]*(?:${turns})(?:[\s,.!…:;，、。！—-]+(?:${turns}|[^.。！\n]{0,60}?(?:${wrong})|(?:[^\d.。\n]{0,30}?)[-$\\]?\d)|[^.。！\n]{0,40}?(?:${wrong}))`,
    "iu",
  ),
);
/** "Das stimmt aber nicht", "C'est faux" */
const ofIt =
  /^[\s*_>"“(-]*(?:das|dies|es|c['’]est|cela|ça|eso|esto|isso|isto|questo|quello|dat|dit|это|to|这|這|那|それ|これ|그건|이건)(?![\p{Script=Latin}\p{Script=Cyrillic}])([^.。,，\d\n]{1,40})/iu;
const saysItIsWrong = (sentence: string): boolean => saysOtherwise(ofIt.exec(sentence)?.[1] ?? "", "wrong");
const doubtFirst = new RegExp(
  String.raw`^[\s*_>"“(-]*(?:(?:wait|hmm+|no|nope|oops|actually|sorry|on second thought|hold on)\b|${ownFault}|${turn})`,
  "i",
);

/** "Wait, the problem says each pair, so I should halve that": doubt, and a step that is still to be taken. */
const doubtAndStep =
  /^[\s*_>"“(-]*(?:wait|hold on|hmm+|oh no|oops|uh-oh|actually)\b(?!.*\b(?:check|verif\w+|confirm\w*|correct|right|works?|match\w*|fine|good|consistent|yes|sure|holds?)\b).{0,160}\b(?:should|must|need to|needs to|have to|has to|ought to|forgot|instead)\b/i;
/** "24 was a mistake" */
const calledWrong =
  /(?:^|\s)(\$?[-\d][^\s]{0,20})\s(?:(?:is|was|must be|turns out to be)\s(?:therefore |clearly |in fact |actually )?(?:a mistake|wrong|incorrect|mistaken|not (?:right|correct|the answer))|(?:(?:does|did)(?:n['’]t| not)|(?:can|could)(?:not|n['’]t)) (?:satisfy|match|work|fit|hold|check out|solve|balance|be (?:right|correct))|fails?|failed)\b/gi;

/** Whether a text calls a value wrong that it gave before. */
export const callsWrong = (text: string, answer: string): boolean => {
  const bare = (value: string): string => value.replace(/^[$*]*(?:[A-Za-z]\s?=\s?)?|[$*.,]+$/g, "");
  return (
    /wrong|incorrect|mistake|not |n['’]t |fail/i.test(text) &&
    [...text.matchAll(calledWrong)].some(([, value = ""]) => bare(value) === bare(answer))
  );
};

/** Whether a sentence takes back what stands before it: "No, that is wrong", "不对，我算错了". */
export const takesBack = (sentence: string): boolean =>
  retractionLength(sentence) > 0 ||
  doubtAndStep.test(sentence) ||
  inOtherWords(sentence.slice(0, 160)) ||
  saysItIsWrong(sentence);

/** Whether a sentence takes back what stands some sentences before it: it must begin with the writer's doubt. */
export const takesBackLater = (sentence: string): boolean => doubtFirst.test(sentence) && takesBack(sentence);
