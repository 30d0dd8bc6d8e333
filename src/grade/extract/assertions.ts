import { refusalSource } from "./languages.ts";

const calculations =
  "add|subtract|multiply|divide|factor|substitute|convert|combine|apply|sum|express|set up|round|(?:find(?!:\\s)|calculate|compute|determine|solve|figure|work out|evaluate|simplify)(?! that| \\$| \\\\[(a-z]| -?\\d| [a-z] ?=)";
const others =
  "use|take|count|look|consider|know|see|understand|start|begin|break|write|assume|think|plug|analyze|check";
const modal =
  "still|need to|have to|must|should|can|could|will|would|may|want to|are going to|am going to|going to|need|try to|first|then|now|next|just|simply|also";

/** A step that is announced, not taken: "we need to add 12 and 15", "Divide by 6". */
const plan = new RegExp(
  String.raw`(?:^|[\s,])(?:(?:we|you|i|one|let['’]?s|let us|let me|in order to|to)\s(?:(?:${modal})\s){0,3}(?:${calculations})|(?:we|you|i|one)['’]?(?:ll)?\s(?:(?:${modal})\s){1,3}(?:${others})|let(?:['’]?s| us| me)\s(?:${others}))\b|^(?:(?:first|next|then|now|finally|step \d+)[,:]?\s+)*(?:${calculations})\b`,
  "i",
);

const nextStep = new RegExp(
  String.raw`^[\s*_>#-]*(?:(?:next|then|now|after (?:that|this)|lastly|finally)[,:]?\s+(?:(?:we|you|i|let['’]?s|let us|let me)\s(?:(?:${modal})\s){0,3})?(?:${calculations}|plug|put|insert|use|share|split|take|find)|(?:it|what) (?:only )?remains (?:only )?(?:is )?to|(?:we|i|you) still (?:need|have) to (?!check|verif|confirm))\b`,
  "i",
);

/** "Dividing this by 4 will give the average." */
const gerundStep =
  /^[\s*_>#-]*(?:add|subtract|multiply|divid|squar|round|convert|substitut|doubl|halv)ing (?:up )?(?:this|that|it|these|them|those|everything|the|both)\b[^=]{0,60}\b(?:will|would|should|gives?|yields?|leads?|results?)\b[^\d=]*$/i;

/** "Solving x + 3x = 48 gives Tom's age": what a step will give is named, not told. */
const namesResult =
  /^[\s*_>#-]*(?:(?:so|then|now|and)[,\s]+)*[a-z]{2,12}ing\s.{1,80}\s(?:gives?(?: us)?|yields?|leads? to|results? in|tells? us|determines?|(?:we|you|i) (?:get|obtain|find|have|reach|arrive at))\s(?:the|his|her|its|their|our|\p{Lu}\p{Ll}+['’]s)\s[^\d=]*$/iu;

/** The words after which a step has its result: "divide 42 by 6 to get 7". */
const results =
  /(?:=|≈|\b(?:(?:to|we|you|and) (?:get|obtain|give|have|reach)|gives?|giving|getting|obtaining|yields?|yielding|which (?:is|equals)|equals?|makes?|making|results? in|for a total of|(?:answer|result|total|sum|value|it) (?:is|as)|leaves?|leaving|round(?:s|ed|ing)?(?: (?:it|this|that))?(?: (?:up|down|off))? to)\b)/gi;

/** "Let me set up the equations: a + b = 30": what is written down is still to be solved. */
const setsUp =
  /\bset(?:ting)? up (?:the|an?|our|two|three|some)?\s?(?:\w+ )?(?:equations?|system|proportions?|inequalit(?:y|ies)|model)\b/i;

/** Where the results of an announced step begin; null where a clause announces none, -1 where it gives no result. */
export function resultOfPlan(clause: string): number | null {
  const [claim = ""] = clause.split(/,?\s(?:since|because)\s/i);
  if (!plan.test(claim)) return null;
  const [step = ""] = claim.split(/,?\s(?:given|if|when|where|knowing|such that)\s/i);
  const planned = plan.exec(step)?.index ?? 0;
  const last = setsUp.test(step) ? undefined : [...step.matchAll(results)].findLast(({ index }) => index >= planned);
  return last === undefined ? -1 : last.index;
}

/** Whether a sentence announces the step that follows, without its result: "Next, multiply this by six to get the area". */
export function isNextStep(sentence: string): boolean {
  if (gerundStep.test(sentence) || namesResult.test(sentence)) return true;
  const plain = sentence.trim();
  if (!nextStep.test(plain)) return false;
  const at = resultOfPlan(plain) ?? plain.search(results);
  return at === -1 || !/\d/.test(plain.slice(at));
}

const instructs =
  /^[\s*_>#-]*(?:(?:so|now|then|next|first)[,\s]+)*(?:try|use|let|take|put|plug|start|begin|add|subtract|multiply|divide|pick|choose|suppose|assume|consider|set|imagine|guess|check|compute|calculate|solve|find)\s/i;

/** Whether a sentence says what is to be done with a value, and nothing that comes of it: "Try 7.", "Let x = 7." */
export const isInstruction = (sentence: string): boolean =>
  instructs.test(sentence) && sentence.replace(/^.*?\b(?:let|set|put)\s\S{1,12}\s?=/i, "").search(results) < 0;

const determine =
  "(?:be )?(?:determin|answer|solv|find|found|tell|say|said|know|calculat|comput|decid|help|provid|figur|work(?:ed)? out|understand|complet|conclud)";
/** The writer does not answer: "I cannot determine", "not sure", "not enough information". */
const withheld = new RegExp(
  String.raw`\b(?:can ?not|can['’]?t|could ?n['’]?t|could not|unable to|impossible to|not possible to|no way to|not able to|hard to|difficult to|failed to|do not|don['’]?t|does ?n['’]?t|did ?n['’]?t|without)\s(?:\w+\s){0,2}?${determine}|\bnot enough\b.{0,30}\b(?:information|data)|\binsufficient\b|\b(?:need|needs|requires?|without) (?:some )?(?:more|additional|further) (?:information|data|details|context)|\b(?:we|you) (?:are|were|have been) (?:given|told|asked)\b|\bwe (?:wish|are looking for|are trying|seek)\b(?! (?:is|are|was)\b)|\b(?:not sure|unsure|uncertain|unclear|no idea|not certain)\b|\b(?:could|would|can) you\b|\bthere (?:is no|is ?n['’]t (?:an?|any)|is not (?:an?|any)) (?:(?:way|method) to (?:know|tell|say|find|solve|answer)|(?:(?:clear|single|right|correct|real|one) )?answer\b)|\banswer (?:is ?n['’]t|is not) possible\b|\byou (?:need|have) to (?:create|write|make|give|provide|choose) your (?:own )?answer\b|\bi(?: am|['’]m) stuck\b|\bplease (?:clarify|provide|give|tell|let)\b`,
  "i",
);
const refused = new RegExp(String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}])(?:${refusalSource})`, "iu");
/** Whether a sentence says that the question cannot be answered: "not enough information". */
export const refuses = (sentence: string): boolean =>
  refused.test(sentence) ||
  /\b(?:can ?not|can['’]t|could(?:n['’]t| not)|unable to|impossible to|no way to) (?:be )?(?:determine|answer|solve|find|tell|know|compute|calculate)|\bnot enough\b.{0,30}\b(?:information|data)|\binsufficient (?:information|data)\b/i.test(
    sentence,
  );

/** Two values for two cases, of which the writer takes neither. */
const forked = /\b(?:otherwise|depending on|depends on|or else)\b/i;
/** What would follow from a mistake: "if we forgot the overlap, the answer would be 12". */
const contrary =
  /\bif (?:we|i|you|one|they|someone)(?:['’]d| had| were| did(?:n['’]t| not)?| only| just)?\s+(?:\w+(?:ed|got|ook|ut|ost)|forgot|had|took|got|did)\b.{0,120}\bwould\b/is;

/** "Let x be the price. Then 3x is ...": what is agreed on. */
const agreed = /\blet\s\$?[A-Za-z]\$?\s(?:be|denote|represent|equal|=)/i;

/** Whether a clause withholds an answer, gives one of two for two cases, or says what a mistake would give. */
export const isWithheld = (clause: string): boolean =>
  withheld.test(clause) || refused.test(clause) || agreed.test(clause) || forked.test(clause) || contrary.test(clause);

const sayers =
  "says?|said|thinks?|thought|claims?|claimed|believes?|believed|wrote|writes|guess(?:es|ed)|argues?|argued|insists?|replied|replies|responded|posted|commented|answered that|reports?|reported";
/** What somebody else says: "Tom says that", "a student wrote", "some might say". */
const attributed = new RegExp(
  String.raw`(?<!\b(?:i|we) )(?<=(?:^|[\s"“(])(?!(?:I|We|It|So|Thus|Hence|Therefore|Now|This|That|and|so)\s)(?:[A-Z][a-z]+|students?|people|some|many|others|someone|somebody|everyone|they|he|she|friend|teacher|classmate|book|key|calculator|model|assistant|user|person|solver)\s(?:(?:may|might|would|could|also|even|wrongly|once|incorrectly|mistakenly)\s){0,3})(?:${sayers})\b(?! (?:so|yes|no)\b)`,
);
const mistaken =
  /(?<!\b(?:number|count|total|percentage|share|fraction) of )\b(?:wrong|incorrect|mistaken|erroneous|false|tempting|na[iï]ve|trap)\s(?:answers?|results?|values?|solutions?|totals?|guess|option|choice)\b|\bcommon (?:mistake|error|wrong)/i;

/** Whether a sentence reports what another one says, or speaks of a wrong answer. */
export function isReported(sentence: string): boolean {
  const said = attributed.exec(sentence) ?? mistaken.exec(sentence);
  if (said === null) return false;
  const rest = sentence.slice(said.index);
  const saysOwn = /\b(?:but|however|yet|whereas|while)\b.{0,60}?(?:\d|\banswer\b)/i.test(rest);
  return !saysOwn && /\d|[$\\]|answer|\b(?:all|any|every) real|\bempty set/i.test(rest);
}
