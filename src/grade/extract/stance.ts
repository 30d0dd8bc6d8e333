import type { Span } from "./extraction.ts";
import { butSource, copulaSource, denialSource, notSource } from "./languages.ts";
import { moodSource, moodTest, otherMoodTest } from "./moods.ts";
import { isLimited } from "./scope.ts";

/** What makes a whole sentence, or a clause of it, say nothing of the answer, wherever it stands there. */
const hedged = moodTest(
  "maybe|perhaps|possibly|probably|presumably|alternatively|either|torn between|not sure|unsure|hard to say|somewhere (?:around|between|near)|(?:i|we) (?:can|could|managed to) (?:only )?(?:show|prove|derive|establish) (?:that )?(?:(?:it|this|there) (?:is|are) )?at (?:least|most)|who knows|i['’]d guess|i would guess|if i had to guess|ballpark|(?:wild|rough|educated) guess|or thereabouts|give or take",
  "hedges",
);
const people =
  "people|students?|many|some|others|someone|somebody|everyone|friend|brother|sister|teacher|classmate|textbook|book|key|calculator(?: app)?|app|program|script|neighbou?r|colleague|tutor|guess|count|reading|estimate|attempt|try|draft|solution manual|forum|internet";
/** What another one says, or the writer said before. */
const reported = moodTest(
  String.raw`according to|(?:most|many|some|other) (?:people|students|solvers|would)|(?:my|a|the|his|her|our|your) (?:\w+ )?(?:${people}) (?:gets?|got|gives?|gave|has|had|says?|said|shows?|lists?|writes?|wrote|answers?|answered|thinks?|claims?|yields?|suggests?|states?)|(?:earlier|previously|originally|initially|at first|first),? (?:i|we) (?:\w+ )?(?:got|had|said|thought|answered|wrote|found|guessed|computed|calculated|put|believed)|(?:i|we) (?:originally|initially|previously|first|once|wrongly|mistakenly|almost|nearly|incorrectly) \w+|(?:in )?(?:my|an|the) (?:previous|earlier|first|original|last|initial|old|rough) (?:draft|attempt|try|version|solution|message|answer|response|turn|guess|instinct|thought|idea|estimate|impression|reaction|calculation|reply)|(?:\w+ )?(?:i|we) (?:looked at|found online|saw|read) (?:lists?|says?|gives?|claims?)|[A-Z]\w*\d+ (?:replied|said|wrote|posted|answered|says)|(?:option|choice|statement) [A-J] (?:says?|states?|claims?)|replied that|responded that|posted that|commented that|used to|(?:you|one|someone|they|people) (?:might|may|could|would|will|can|often|usually|sometimes)(?: \w+){0,2} (?:think|say|answer|get|guess|tempted|expect|believe|write)|tempted|you (?:said|wrote|claimed?|say|answered|told)|rumou?r|allegedly|supposedly|so-called`,
  "reports",
);
const perhapsIs =
  /\bso (?:does|do|did|is|are|would|will)\s[$*_(]*$|\b(?:could|might|may|can) (?:(?:also|well|just|possibly|even|as|easily) )*(?:be|equal|have been)\s*(?:\w+ )?[$*_("]*$|(?<!\w )could be\b/i;

/** What the writer held before: "I thought the answer was 12", "Originally it was 12". */
const formerBefore =
  /\b(?:i|we)(?: had|['’]d)? (?:thought|believed|assumed|supposed|expected|was sure|were sure) (?:that )?(?:the|it|my|our|this|that|they|there|he|she)\b[^.;]{0,60}\b(?:was|were|is|would be)\b|\b(?:originally|initially|at first|earlier|previously|formerly|before|first),? (?:the|my|our) (?:\w+ )?(?:answer|result|total|value|sum|count)s? (?:was|were|is)\b/i;
/** "12 until I saw the discount" */
const formerAfter =
  /^[$*)\]}"”]*,?\s(?:until|till|before) (?:i|we)\b|^[$*)\]}"”]*,?\s(?:until|till|before) (?:\w+ing)\b/i;
const formerInside = /^\S+\s(?:until|till|before) (?:i|we)\b/i;

/** What is wrong, or is turned down. */
const wrong = moodTest(
  String.raw`wrong(?:ly)?|incorrect(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?|extraneous|invalid|tempting|na[iï]ve|inadmissible|unacceptable|mistakes?|an error|in error|too (?:small|big|large|high|low|many|few|much|little|short|long|great|good)|rejects?|rejected|discard(?:s|ed)?|rul(?:e|es|ed|ing) out|exclud(?:e|es|ed)|eliminat(?:e|es|ed)|dismiss(?:es|ed)?|contradict(?:s|ed|ion)?|violat(?:es?|ed)|fails?|failed|no way|nobody|no one|nothing|never|neither|nor|hardly|impossible|doubt(?:ful)?|far from|off by|overcounts?|undercounts?|tak(?:e|es|ing) back|took back|retract(?:s|ed)?|withdraw|double[- ]counts?|would be a|not (?:true|right|correct|the (?:answer|case|solution|result|value)|possible|it|valid|allowed)|ca(?:n['’]t|nnot|n not) be`,
  "wrong",
);
/** What is only supposed, from the beginning of a sentence on. */
const supposed = new RegExp(
  String.raw`^[\s*_>#-]*(?:(?:so|now|then|but|and|well|first|next|also)[,\s]+)*(?:suppose|supposing|assume|imagine|pretend|say(?= (?:that|it|there|we|the|\$?[a-z]\$? ?=))|what if|try(?:ing)?|test(?:ing)?|let['’]?s (?:say|suppose|assume|pretend|imagine|try|guess|check|test|see)|let (?:us|me) (?:say|suppose|assume|pretend|imagine|try|guess)|consider|were (?:it|the|there|we|she|he|they|x)|had (?:it|the|there|we|she|he|they|i|[A-Z]\w+)|should (?:it|the|there|we|she|he|they)|if (?:only|the (?:final |correct )?answer))\b|\bif\b.{0,160}\bwould(?:n['’]t)?\b|\bwould(?:n['’]t)?\b.{0,160}\bif\b|\bwould(?:n['’]t)? have\b|\b(?:could|might) have (?:been|had|got|made|\w+ed)\b|\bif\b.{0,100}\b(?:were|had|did)\b.{0,100}['’]d\b|\b(?:without|but for|in the absence of)\b[^.;]{1,60}\b(?:would|['’]d)\b|\bin that case\b.{0,80}\bwould\b|\bwould (?:just|only|simply|normally|usually|ordinarily|otherwise|ideally)\b|\bin an? (?:perfect|ideal) world\b|\bi (?:wish|hope)\b|\b(?:see|know|knows|tell|check|say|decide|wonder|wondering|asks?|asked|sure) (?:if|whether|why)\b`,
  "is",
);
/** "For the simpler integral": the answer to another question than the one that was asked. */
const otherQuestion =
  /\b(?:for|of|in|to|with) (?:the|this|that|an?) (?:\w+ )?(?:simpler|easier|similar|simplified|modified|changed|smaller|analogous|related|different|other|previous|earlier|next) (?:\w+ )?(?:case|problem|question|version|integral|equation|puzzle|example|instance|variant|exercise|one)\b/i;
const supposedOtherwise = otherMoodTest(new RegExp(moodSource("supposed"), "iu"));
const isSupposed = (claim: string): boolean =>
  supposed.test(claim) || otherQuestion.test(claim) || supposedOtherwise(claim);

/** What is still to be shown. */
const toBeShown =
  /^[\s*_>#-]*(?:(?:so|now|then|please|let us|we (?:must|need to|have to|should|will|want to))\s)*(?:show|prove|verify|confirm|check)\s(?:that|if|whether)\b/i;

/** What comes of a mistake: "if you forget the corner". */
const mistaken =
  /\b(?:if|when|by|whoever|who|those who)\b (?:(?:you|we|i|one|someone|they|people|he|she) )?(?:\w+ )?(?:forg[eo]t\w*|ignor\w+|neglect\w*|overlook\w*|skip\w*|miss(?:es|ed|ing)?|misread\w*|omit\w*|leav(?:e|es|ing) out|fail\w*|mistak\w+|confus\w+)\b/i;

/** What is known beforehand, aimed at, or said of the text itself. */
const beside =
  /^[\s*_>#-]*(?:(?:but |so |and )?(?:the|our) (?:target|goal|aim)(?: \w+)? (?:is|was)\b|(?:so|now|then|but|and|well|first|next|also|here|ok(?:ay)?|hmm)[,\s]+)*(?:recall|remember|note(?! the answer)|notice|observe that|known|given|it helps to|(?:it is |it['’]s )?(?:useful|helpful|good|important|worth) (?:to )?(?:know|not|remember|recall)\w*|(?:keep|bear) in mind|we (?:know|are (?:told|given|asked))|it is (?:known|given)|the (?:problem|question|statement|text|exercise|puzzle) (?:gives|says|states|tells|asks|mentions|is|has|wants)|by definition|(?:the|our|my|one|an?|this)?\s?(?:\w+\s)?(?:goal|aim|plan|task|trick|idea|approach|strategy|hint|next step|first step|last step|challenge|target|insight|method)s?(?! (?:is|=|was) \$?[-\d])\b|(?:my|the|our)?\s?(?:\w+\s)?(?:confidence|difficulty|grade|rating|reward|certainty|version|page|tokens?(?: \w+)?|thinking|score(?=:? \d+ ?\/)|points(?! (?:of|are|is) ?[a-z$(\\]))\b|i(?: am|['’]m| have|['’]?(?:ll| will| shall) (?:answer|write|use|keep|try|explain|respond|be|need)| was| took| spent| used| did| would have)\b(?! (?:left|certain|confident|sure) (?:it|that))|(?:this|it|that) (?:problem |question |one )?(?:took|takes) me|this (?:is|was) (?:an? )?(?:level|problem|question|exercise|grade|example)|(?:add|subtract|multiply|divid|factor|substitut|convert|combin|round|sett|plugg|us|tak|count|apply|simplify)ing\b[^,]*\s(?:will|would|should|could|can|may|might|helps?|is (?:next|needed|useful|required|enough))\b|(?:this|that|it) (?:calls|asks|requires?|needs?) (?:for )?\w+ing)/i;

/** "First, the number of pairs is 15": a step, and others follow. */
const begins = /^[\s*_>#-]*(?:first(?:ly)?|first of all|to (?:begin|start)(?: with)?),\s/i;

/** Two cases, each with a value of its own. */
const cases =
  /\b(?:with|for|under|in|on|at) (?:(?:the )?(?:first|cheaper|other) )?(?:option|plan|scenario|case|offer|variant|tariff|shop|store|company|method|model) (?:A|1|I|X)\b.{1,80}\b(?:with|for|under|in|on|at) (?:option|plan|scenario|case|offer|variant|tariff|shop|store|company|method|model) (?:B|2|II|Y)\b|\bif\b.{1,80}?(?:\band\b|\bbut\b|\bor\b|[,;/]).{1,60}?\bif\b|\b(?:for|in|by|under) the (?:first|one|former)\b.{1,80}\b(?:for|in|by|under) the (?:other|second|latter)\b|\b(?:unless|if so|otherwise|depending on|depends on|or else)\b|\bfor (?:the other|another)\b|\bin the other (?:case|reading)\b|\bor\b.{0,12}\bif (?:you|we|one)\b|除非|(?:当|若|如果).{1,15}(?:时|[,，]).{1,20}(?:当|若|如果).{1,15}(?:时|，)/iu;

/** Where a part of a sentence with its own claim begins. */
const boundary =
  /[,;:]\s*(?:but|yet|while|whereas|so|thus|therefore|hence|however|instead|in fact|actually|the (?:correct|right|actual|true|real)|la (?:bonne|vraie|correcta|verdadera)|die richtige|das richtige|richtig (?:ist|sind|wäre)|richtige? (?:ist|sind)|a (?:correta|certa)|la risposta (?:corretta|giusta)|правильн\p{L}+|верн\p{L}+|sondern|aber|sino|pero|mais|mas|ma|maar|а|но|ale|而是|但|所以)(?![A-Za-z])|;\s|\s(?:but|so(?! (?:that|much|many|far|long|few|little|does|do|did|is|are|would|will)\b)|therefore|hence|however)\s|\s[—–]\s|,\s(?=(?:leaving|which leaves|giving|making|we (?:get|have|take|conclude)|it (?:is|must|should)|this (?:gives|leaves|means))\b)|(?<=(?:right|correct|wrong|incorrect|true|false)):\s(?=\$?[-\d(][^,;.]{0,40}=)|[,，](?:所以|因此|但|而是|故|正确|應|应)|、(?:よって|したがって)/giu;

/** "No, wait: it is 13" claims what follows the turn. */
const turnedFrom = new RegExp(
  String.raw`^[\s*_>"“(¡-]*(?:(?:no|nope|wait|sorry|oops|actually|correction|hmm+|${moodSource("turns")})[\s,.!…:;，、—-]+)+`,
  "iu",
);

/** The part of a sentence with the claim that a value stands in. */
function claimAround(sentence: string, { start, end }: Span): Span {
  let from = turnedFrom.exec(sentence.slice(0, start))?.[0].length ?? 0;
  for (const match of sentence.matchAll(boundary)) {
    const after = match.index + match[0].length;
    if (after <= start) from = after;
    else if (match.index >= end) return { start: from, end: match.index };
  }
  return { start: from, end: sentence.length };
}

/** What makes the number behind it a bound or an operand. */
const bounded = new RegExp(
  String.raw`(?:(?<![A-Za-z])(?:over|under|above|below|beyond|(?<!\b(?:adds?|adding|added|sums?|summing|totals?|count(?:s|ed|ing)?) )up to|almost|nearly|not quite|close to|(?:just )?shy of|short of|near|past|exceeds?|less than|more than|fewer than|greater than|larger than|smaller than|bigger than|twice|double|triple|half(?: of)?|(?:a )?(?:third|quarter|multiple|digits?|divisor|factor|power|square|cube|root|fraction|part) of|times)|${moodSource("bounds")})\s*(?:the |an? |about |only |just |als |que |de )?[$*_("]*$`,
  "iu",
);
const halves = "hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?";
const spelled =
  "(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|half)(?![A-Za-z])(?! (?:day|week|month|year|hour|minute|time)s?\\b)";
const operand = String.raw`(?:the (?:number |sum of |product of )?)?(?:\$?\\?[-−]?\$?(?:\d|\\(?:[dt]?frac|sqrt|pi))|${spelled})`;
const done = "doubled|tripled|trebled|quadrupled|halved|negated|squared|cubed|inverted|reversed";
/** How the value in front goes on, so that it is not the value: "plus 3", "squared", "and a half", "out of 20". */
const continued = new RegExp(
  String.raw`^[$*)\]}]*(?:\s{1,4}(?:(?:plus|minus|divided by|multiplied by|times|choose|mod(?:ulo)?|added to|subtracted from|point|less) ${operand}|(?:over|per|out of) ${operand}(?![\d.,]*\s\p{L})|in (?:every )?\d[\d.,]*(?=[\s.,;:)]*$|[,;:)]\s)|(?:plus|minus|times|less|over|divided by) (?:that|this|it|those|these|the (?:rest|sum|total|first|second|other))(?![A-Za-z])|(?:${done}|factorial)(?![A-Za-z])|(?:read |written |taken )?(?:backwards?|in reverse|upside down|from right to left)(?![A-Za-z])|(?:raised )?to the (?:power|\w+ power|(?:\d+(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|nth)(?!\s?\p{L}))|raised to|and (?:an?|one|two|three|four|five|six|seven|eight|nine|\d+)[ -](?:${halves})(?![A-Za-z])|with (?:an?|the|its) (?:minus|negative|opposite|sign)(?![A-Za-z])|(?:\w+ )?below (?:zero|freezing)|(?:less|more|fewer|greater|larger|smaller) than [^.;]{1,60}\b(?:namely|that is|i\.e\.)[,:]? \D{0,12}\d)|,\s(?:but |then |and then )?(?:${done})(?![A-Za-z])|,\s(?:less|minus|plus|times)\s\$?\d|\.?\\overline)`,
  "iu",
);
/** The number of which the answer is only told: "a number whose double is 7". */
const toldOf =
  /\b(?:numbers?|values?|integers?|amounts?|quantity|count|figure|one) whose (?:\w+ ){1,3}(?:is|are|equals?|was) [$*_("]*$/i;
const compared =
  /^[$*)\s]*(?:(?:more|less|fewer|greater|larger|smaller)\s(?:than|of)\b[^.,;]{0,30}\d|(?:more|less|fewer|greater|larger|smaller|short|times|percent|%|degrees|\p{L}+ (?:more|less|fewer))\s(?:than|of|as (?:much|many) as|smaller|larger)?\s*(?:the |an? )?\$?\d|(?:ish|\+)(?!\w)|の(?:2|２|二|半)|より|以上|以下|未満|보다|से (?:अधिक|कम)|'?[dt][ea]n (?:fazla|az|büyük|küçük))/iu;

const charsBefore = 600;
const charsAfter = 300;

/** The part of a sentence around a value that can bear on it, so that the longest is read in bounded time. */
function nearby(sentence: string, { start, end }: Span): readonly [string, Span] {
  const from = Math.max(0, start - charsBefore);
  return [sentence.slice(from, end + charsAfter), { start: start - from, end: end - from }];
}

/** Words that only lead to a value; most claims are nothing else, and need no closer look. */
const plainly =
  /^[\s*_>#.,:;$\\(){}=-]*(?:(?:so|thus|therefore|hence|and|the|our|my|final|correct|answer|is|are|total|result|value|it|now|finally|we|get|find|approximately)\b[\s*_.,:;$\\(){}=-]*)*$/i;

/** "1800 / Jamal's photo", "250*10 or" */
const overName = /^\s\/\s\p{Lu}\p{Ll}|^\s?[*×]\s?\d[^=]*$/u;

/** Whether the number at a span is said to be a bound, or something to count from: "over 12", "12 less than 20". */
export const isBound = (sentence: string, { start, end }: Span): boolean =>
  !(
    plainly.test(sentence.slice(0, Math.min(start, 200))) &&
    start < 200 &&
    plainly.test(sentence.slice(end, end + 40))
  ) &&
  (bounded.test(sentence.slice(Math.max(0, start - 32), start)) ||
    compared.test(sentence.slice(end, end + 40)) ||
    overName.test(sentence.slice(end, end + 8)) ||
    continued.test(sentence.slice(end, end + 100)) ||
    toldOf.test(sentence.slice(Math.max(0, start - 60), start)));

const boxBounded =
  /(?<![A-Za-z])(?:(?:less|more|fewer|greater|larger|smaller|bigger|lower|higher|(?<!\bno [a-z]{1,12} )other) than|exceed(?:s|ing)?|below|above|twice|double|half of|almost|nearly|not quite|short of|(?:not equal|unequal) to|different from|minus|negative|(?:square|cube) root of|(?:reciprocal|negation|opposite|factorial) of)\s*(?:the |an? |about |only |just )?[$*_(]*$/i;
const afterBox = /^[$*)\s]*(?:times|mod|modulo|less|more|fewer|greater|larger|smaller)\b/i;

/** Whether the box at a span is said to be a bound or an operand; what it is only compared with, or counted in, is none. */
export const isBoxBound = (sentence: string, { start, end }: Span): boolean => {
  const after = sentence.slice(end, end + 100);
  return (
    boxBounded.test(sentence.slice(Math.max(0, start - 32), start)) || (!afterBox.test(after) && continued.test(after))
  );
};

const counted =
  /\b(?:only|all|exactly|at (?:most|least)|just|(?:the|these|those) (?:remaining|other)|another|about)\s*[$*_("“]*$/i;
const subjectVerb =
  /^[$*)}\]"”]*\s+(?:is|was|isn['’]t|wasn['’]t|are|were|does|doesn['’]t|did|didn['’]t|would|could|can|cannot|can['’]t|may(?! \d)|might|must|will|won['’]t|has|had|seems?|looks?|appears?|fails?|satisf\w+|violates?|contradicts?|works?|counts?|leads?|comes?|came|only|also|just)\s/i;
const isAnswerAfter =
  /^[$*)}\]"”]*\s(?:is|was|are|must be|has to be|should be|will be|would be|seems?(?: to be)?|looks?)\s(?:(?:therefore|thus|indeed|then|clearly|definitely|also|in fact|exactly)\s)?(?:right|correct|what (?:we|is|was) (?:want|need|look|ask)\w*|(?:the|our|my|an?)\s(?:(?!wrong|first|initial|usual|naive|incorrect|page|previous|old|common|number)[\w-]+\s){0,3}?(?:answers?|solutions?|results?|values?|ones?|roots?|totals?|sums?|minimum|maximum|probability|(?:smallest|largest|greatest|least|only|maximal|minimal|unique)\b)|(?:left|remaining|needed|required|sold|used|there|in total)\b)|^[$*)}\]"”]*\s(?:(?:also|indeed)\s)?(?:satisf(?:y|ies)|solves?|fulfil+s?)\s(?:both|all|every|each|(?:the|our|this) (?:given |original )?(?:equations?|conditions?|inequalit(?:y|ies)|system|requirements?))\b/i;

/** Whether a value is only what a sentence speaks of: "12 fails the test", "12 was my first guess". */
export function isSpokenOf(sentence: string, { start, end }: Span): boolean {
  const rest = sentence.slice(end, end + 120);
  return (
    subjectVerb.test(rest) && !isAnswerAfter.test(rest) && !counted.test(sentence.slice(Math.max(0, start - 30), start))
  );
}

/** A relative clause or a contrast behind the value, of which a denial does not touch it: "15 students who do not play". */
const besideClaim =
  /\((?:(?:reject|discard|exclud|ignor)(?:e|ing)?\s|[$\\(]*-?\d)[^()]*\)|^\s(?:\p{L}+\s){0,2}\p{L}+s\s(?:are|were)\s(?:wrong|incorrect|invalid|mistaken|rejected|discarded|excluded|eliminated)\b.*$|,\s(?:and\s|since\s|so\s)?(?:it|this) (?:is|was) impossible to\b.*$|\b(?:who|which|that|where|whose)\b(?!['’]s).*$|\bwithout\b.*$|[,;(]?\s*\(?(?:and |but )?(?:not|rather than|instead of|as opposed to|unlike)\b.*$|\bbecause\b.*$|\bsince\b.*$|\bas\b.*$/isu;
/** "17, not 18 as one might expect" */
const refusedAfter = /[,;(]?\s*\(?(?:and |but )?(?:not|rather than|instead of)\s[-$\\]*\d.*$/is;
const negated =
  /\b(?:not(?! (?:hard|difficult|only|surpris\w+|too hard))|never|cannot|by no means|in no way|under no circumstances)\b|n['’]t\b(?! (?:hard|difficult))|(?<!\p{L})(?:nicht|kein\p{L}*)(?!\p{L})/iu;
/** What is counted may hold a denial of its own: "the number of seatings in which they are not adjacent is 72". */
const whatIsCounted =
  /(?<=\b(?:(?:number|count|total|sum|amount|proportion|fraction|percentage|share) of|(?:probability|chance|likelihood) (?:that|of))\s)(?!.{0,120}\b(?:my|our|i|this|answer|result|mistake|guess)\b)[^,;:—]{3,120}?\b(?:(?:is|are|do|does|did|was|were|have|has|had|can|will) +not|\w+n['’]t|cannot)\b(?:(?!\b(?:if|whether|when|unless|it|this|that|and)\b)[^,;:—]){2,80}?(?=\s(?:is|are)\s(?:(?:exactly|therefore|thus|then|hence)\s)?[$*_(\\[\s]*$)/i;

/** "the number of incorrect answers", "after correcting the mistake," */
const faultyCounted =
  /\b(?:number|count|total|amount|share|percentage|proportion) of (?:wrong|incorrect|invalid|rejected|failed|false|erroneous) \p{L}+|^\s*(?:after|having|upon|by)?\s?(?:correcting|fixing|mending|accounting|adjusting|removing)\s[^,]{1,80},/iu;

/** "Not", in any language of the table but one whose word is English too. */
const negatedOtherwise = otherMoodTest(
  new RegExp(String.raw`(?<!\p{L})(?!no(?!\p{L}))(?:${notSource})(?!\p{L})`, "iu"),
);

/** Whether a sentence says "not", in any language but English. */
export const deniesOtherwise = (sentence: string): boolean => negatedOtherwise(sentence);

/** "weder 12 noch 21": the latter of two that are denied. */
const neitherNor =
  /(?<!\p{L})(?:neither[^.;]{1,60}(?<!\p{L})nor|weder[^.;]{1,60}(?<!\p{L})noch|noch[^.;]{1,60}(?<!\p{L})noch|(ni|nem|né|ни|ani|ne|hem)\s[^.;]{1,60}(?<!\p{L})\1)\s[$\\(]*$|既不[^。]{1,30}也不是?\s?[$\\(]*$/iu;

/** `"It is 27," wrote the boy` */
const quoted = /^[.,!]?["”]\s?,?\s?(?:wrote|said|says|claimed|claims|replied|answered|shouted|guessed)\b/i;
/** "27 no es": what another language denies of the value before it. */
const deniedAfter = new RegExp(
  String.raw`^[\s$*_"”]*(?:${denialSource}|kann nicht|können nicht|não pode|no puede|ne peut|non può|не может|nicht(?=[\s.!]*$))(?!\p{L})`,
  "iu",
);

/** "12 — неверный ответ" */
const stampedOtherwise = otherMoodTest(
  new RegExp(String.raw`^[\s$*_)]*[—–-]\s[^.,;]{0,12}(?:${moodSource("wrong")})`, "iu"),
);

/** "the other tickets (2 were printed by mistake), which is 24": what is said in brackets of something else than the value. */
const asideBefore = /\([^()]{8,80}\)(?=\s?,?\s\p{L}+\s\p{L}+)/gu;

/** Why a sentence names a value without asserting it; null where it asserts it. */
export type Doubt = "asked" | "hedged" | "supposed" | "reported" | "denied" | "beside";

/** Whether a sentence asserts the value at a span, by the words around it; formulas say nothing. */
export function doubtOf(whole: string, span: Span): Doubt | null {
  const [sentence, value] = nearby(whole, span);
  if (plainly.test(sentence.slice(0, value.start)) && plainly.test(sentence.slice(value.end))) return null;
  const { start, end } = claimAround(sentence, value);
  const before = sentence.slice(start, value.start);
  if (
    isSupposed(sentence.slice(start, end)) ||
    mistaken.test(sentence.slice(0, end).replace(asideBefore, "")) ||
    toBeShown.test(before)
  )
    return "supposed";
  const after = sentence.slice(value.end, end);
  const claim = `${before} ${after}`;
  if (cases.test(sentence) || hedged(claim) || perhapsIs.test(before)) return "hedged";
  if (reported(before) || reported(after.replace(refusedAfter, "").slice(0, 40)) || quoted.test(after))
    return "reported";
  if (formerBefore.test(before) || formerAfter.test(after) || formerInside.test(sentence.slice(value.start, value.end)))
    return "reported";
  if (beside.test(sentence.slice(start, value.end)) || begins.test(sentence) || isLimited(before, after))
    return "beside";
  const near = before
    .replace(asideBefore, "")
    .slice((/^[^]*\d[^,，、]*[,，、]?/.exec(before)?.[0] ?? "").length)
    .replace(whatIsCounted, "")
    .replace(faultyCounted, "");
  if (wrong(near) || negated.test(near) || negatedOtherwise(near) || wrong(after.replace(besideClaim, "")))
    return "denied";
  if (stampedOtherwise(sentence.slice(value.end)) || neitherNor.test(before)) return "denied";
  return isSpokenOf(sentence, value) || deniedAfter.test(after) ? "denied" : null;
}

const concluding = moodTest(
  "so|thus|therefore|hence|finally|consequently|accordingly|in total|total(?:s|ing|ed)?|altogether|in all|overall|in conclusion|together|combined|left|(?:that|this|which) leaves|leaving|remain(?:s|der)?|(?<!\\b(?:the|his|her|their|its|all) )remaining|now (?:has|have)|result(?:s|ing)?|answers?|solution|whole|which means|this means|that means|(?:i|we) (?:get|find|count)|ends? up|in the end|required|we (?:get|have|find|obtain|conclude)|comes? to|must|both|entire|still|simplif(?:y|ies) to|reduces? to|(?:has|have) (?:the |exactly |only )?(?:\\w+ )?(?:solutions?|roots?|zeros?|slope|radius|mean|median|area|volume|perimeter)|tl;?dr|in short|in summary|to sum up|in summary|bottom line|short answer|upshot|(?:i|we)(?:'ll|’ll)? (?:stay|stick) with",
  "conclusions",
);
const stated =
  /(?:[=≈:][*_]{0,3}|\b(?:is|are|was|were|be|consists of|equals?|becomes?|will need|an? \w+ of|(?:brings?|bringing|reduces?|reducing|lowers?|lowering|raises?|raising)\s[^,.;]{1,40}\sto|(?:is|are|was|were) (?:\w+er|more|less|\w+ more|\w+ less) by)|['’]s)\s*(?:(?:about|only|just|now|then|equal to|also|an?|the|still|all|\w+ly)\s+){0,2}[$*_(\\[]*$/i;
/** "Richtig ist 48": a copula of another language before the value. */
const statedOtherwise = otherMoodTest(
  new RegExp(
    String.raw`(?:(?<![\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])(?:${copulaSource}))\s?[$*_(\\[]*$`,
    "iu",
  ),
);
/** "Because three have left, ...": what a reason leads to. */
const caused =
  /^[\s*_>#-]*(?:since|because|as (?=[^,]{0,60}\b(?:is|are|was|were|has|have|only|there)\b))\s?[^,]{3,160},\s/i;
const statesInside = /\b(?:is|are|was|were)\s|['’]s\s|[=≈]/;

/** Whether a sentence draws a conclusion, by its own words, or states the value at a span by a copula. */
export const isConclusion = (sentence: string, value: Span): boolean =>
  concluding(sentence) ||
  turnedFrom.test(sentence) ||
  stated.test(sentence.slice(0, value.start)) ||
  statedOtherwise(sentence.slice(0, value.start)) ||
  (caused.exec(sentence)?.[0].length ?? Infinity) <= value.start ||
  statesInside.test(sentence.slice(value.start, value.end));

/** Whether a sentence draws a conclusion by its own words. */
export const drawsConclusion = (sentence: string): boolean => concluding(sentence);

/** "There are 3 rows", "each box has 3": a statement of what there is, from which something is still to come. */
const ofAccount =
  /^[\s*_>#-]*(?:(?:and|also|then|now|here|still)[,\s]+)*(?:there (?:is|are|was|were)|(?:each|every|one|all|both|the|an?|his|her|its|their|our) (?:\w+ ){1,3}?(?:has|have|had|holds?|contains?|costs?|gets?)|(?:he|she|they|we|you) (?:has|have|had))\b/i;

/** Whether a sentence only tells what there is, and draws no conclusion. */
export const onlyTells = (sentence: string): boolean => ofAccount.test(sentence) && !concluding(sentence);

const turning = new RegExp(
  String.raw`^[\s*_>"“(-]*(?:but|however|wait|hmm+|no|nope|oops|actually|hold on|on second thought|unfortunately|still,|yet|nevertheless|except|on the other hand|unless|then|next|and (?:then|now|after)|after that|sorry|never ?mind|scratch that|oh|that (?:ca|does|is|was|wo)n['’]t|that can ?not)(?![A-Za-z])`,
  "i",
);
const turningOtherwise = otherMoodTest(new RegExp(String.raw`^[\s*_>"“(¡-]*${moodSource("turns")}`, "iu"));

const beginsWithBut = new RegExp(
  String.raw`^[\s*_>"“(¡-]*(?:${butSource})(?!\p{Script=Latin}|\p{Script=Cyrillic})`,
  "iu",
);

/** Whether a sentence that gives no value turns away from what stands before it: "But then she doubles it". */
export const turnsAway = (sentence: string): boolean =>
  turning.test(sentence) || turningOtherwise(sentence) || beginsWithBut.test(sentence);

const back =
  /^[\s*_>"“(-]*(?:wait|hmm+|no|nope|oops|actually|hold on|on second thought|sorry|scratch that|(?:update|edit|correction|erratum)[*_]*\s?:)(?![A-Za-z])/i;
/** Whether a sentence turns back on what stands before it, in any language: "Wait,", "Halt,", "아니요,". */
export const turnsBack = (sentence: string): boolean => back.test(sentence) || turningOtherwise(sentence);

const askedBox =
  /^[\s*_>#-]*(?:(?:so|then|but|hmm+|and|or|well)[,\s]+)*(?:is|are|was|could|can|would|should|might|may|does|do|what|why|how|which|who|maybe|perhaps)\b/i;
const formerly =
  /^[$*)}\]\s]*(?:is|was)\s(?:(?:only|just)\s)?(?:what (?:you|one|we|they)['’]d (?:get|obtain|find|have)|what (?:i|we|one|you|people|most|some|many)\s(?:\w+\s)?(?:first|initially|originally|previously|would|might|may|expects?|guess)|(?:my|our|the|an?)\s(?:first|initial|original|previous|earlier|old)\s(?:guess|thought|answer|attempt|idea|try|result|estimate)|(?:my|our) (?:first|guess))/i;
const calledWrong =
  /\b(?:wrong|incorrect|mistaken|erroneous|false|bogus|tempting|na[iï]ve|invalid|distractor|decoy)\s(?:(?:answers?|results?|values?|solutions?|totals?|guess|option|choice|number|count|sum|one)\s?)?(?:of |is |was |would be |[:,]\s?)?[$*_(\\[]*$/i;
const justReported =
  /(?<!\b(?:i|we)\s)\b(?:says?|said|wrote|writes|claims?|claimed|thinks?|thought|guess(?:es|ed))\s(?:that\s)?(?:(?:it|the answer)(?:['’]s| is| was)\s)?[\s$*(\\[]*$/i;
/** "Ezekiel wrote \\boxed{12} numbers" tells how many. */
const written = /^[$\\)}\s]*\s(?:numbers|words|letters|pages|digits|lines|books|terms|names|sentences)\b/i;
/** "Put your answer in \boxed{24}": an instruction that is echoed. */
const instructs =
  /\b(?:put|place|write|give|enclose|wrap|present|express|format|provide|return|state)\s(?:down\s)?your\s(?:\w+\s)?(?:answer|result|solution)s?\b[^.]*$/i;
/** "Previous attempt: \boxed{12}", "ChatGPT gave \boxed{12}", "Template: \boxed{12}" */
const ofAnother =
  /\b(?:template|format|sample|placeholder)[*_]{0,3}\s?:[\s$*_(\\[]*$|\b(?:example|task|prompt|template)\b.{0,40}\b(?:reads?|says?|said|shows|showed|had)\s[\s$*_(\\[]*$|\b(?:(?:previous|earlier|initial|original|old|student['’]s|user['’]s)\s(?:attempt|answer|try|guess|draft|response|solution|result)s?[*_]{0,3}(?:\s(?:was|is|gave|had|said))?|(?:chatgpt|gpt-?\d\w*|claude|gemini|copilot|deepseek|llama)\s(?:gave|gives|got|gets|says?|said|returned|answer(?:s|ed)|claim(?:s|ed)))(?:\s?[:=]|\s(?:that|me))?[\s$*_(\\[]*$/i;
const contraryToFact =
  /\bif\b.{0,60}\b(?:were|was|had been)\s[\s$*(\\[]*$|\b(?:suppose|assume|imagine|pretend)\s(?:that\s)?(?:the |my |our )?(?:\w+ )?(?:answer|result|value|solution|total|it|\$?[a-z]\$?)\s?(?:were|was|is|equals|=)\s?[\s$*(\\[]*$/i;

/** Whether the sentence of a marked value asks for it, supposes it, reports it or calls it wrong. */
export function isMarkedInDoubt(whole: string, span: Span, isQuestion: boolean): boolean {
  const [sentence, value] = nearby(whole, span);
  if (isQuestion && (askedBox.test(sentence) || /^[\s$*)}\].]*$/.test(sentence.slice(value.end)))) return true;
  if (plainly.test(sentence.slice(0, value.start)) && plainly.test(sentence.slice(value.end))) return false;
  const { start, end } = claimAround(sentence, value);
  const before = sentence.slice(start, value.start);
  const after = sentence.slice(value.end, end);
  if (formerly.test(after)) return true;
  if (/\bif\b.*\b(?:you|one|we|i|they) would (?:get|have|obtain|find|end up with)\s[\s$*(\\[]*$/is.test(before))
    return true;
  if (instructs.test(before) || contraryToFact.test(before) || mistaken.test(before)) return true;
  if (justReported.test(before) && !written.test(after)) return true;
  if (otherQuestion.test(before) || ofAnother.test(before)) return true;
  if (calledWrong.test(before) || formerBefore.test(before) || formerAfter.test(after)) return true;
  return isSpokenOf(sentence, value) && wrong(after.replace(besideClaim, ""));
}
