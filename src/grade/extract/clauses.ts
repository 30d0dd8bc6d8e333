import { withoutAsides } from "./asides.ts";
import { isWithheld, resultOfPlan } from "./assertions.ts";
import type { Span } from "./extraction.ts";
import { prepositionSource } from "./languages.ts";
import { isUnitWord } from "../parse/units.ts";
import { nameSource } from "./names.ts";
import { ordinalIn, type Value, valuesIn } from "./numbers.ts";
import { afterCopula, contrast, isAnswer, isPurpose, isRefused, tail } from "./predicate.ts";
import { formulaRun, listAround, listOf, nothing, type Said, valueOf } from "./runs.ts";

const introduction =
  /^(?:[\s*_>•#-]|(?:so|thus|therefore|hence|then|finally|consequently|accordingly|in total|in conclusion|altogether|overall|now|and|also|this means(?: that)?|which means(?: that)?|this gives(?: us)?|giving|that gives|we (?:get|have|find|see|obtain|conclude)(?: that)?|it follows that|that is|indeed|also|daher|also|donc|así|por lo tanto|portanto|quindi|итак|所以|因此)(?![A-Za-z\p{L}])[\s,:]*)+/iu;
const circumstance = new RegExp(
  String.raw`(?:^|[\s(])(?:to (?:reach|get to|have|make|buy|pay|cover|complete|fill|finish)|after|in|within|during|for|over|per|every|each|at|on|by|from|out of|of|with|among|amongst|between|than|since|until|before|if|when|using|through|across|including|excluding|besides|except for|apart from|${prepositionSource}|steps?|day|week|page|question|problem|(?<!\b(?:has|have|had|the|an) )equation|equations|example|case|part|option|method|version|room|figure|grade|year|chapter|section|theorem|lemma|line|row|column|number|item)\s+(?:(?:the|a|an|these|those|all|about|only|first|next|last|another|my|his|her|their|our|its|each|every|exactly|both)\s+)*\$?$`,
  "iu",
);
const ofValue =
  /\b(?:\w{2,}er|more|less|exceeds? (?:it|that|this)|differs?|differ|increases?|increased|decreases?|decreased|rises?|rose|grows?|grew|falls?|fell|drops?|dropped) by\s+\$?$|\barriv(?:e|es|ed|ing) at\s+\$?$|(?:total|sum|amount|value|result|answer|profit|cost|price|average|mean|distance|area|volume|speed|rate|length|number|count|maximum|minimum|probability|score|age|weight|height|difference|increase|decrease|discount|raise|change|gain|loss|profit|product|remainder|quotient|perimeter|balance) of\s+\$?$/i;

/** The value of a sentence that nothing marks as the answer: after its copula or its last "=", or its last value that is not a circumstance. */
export function valueOfSentence(sentence: string): Said {
  const plain = withoutAsides(sentence);
  const said = valueOfClauses(plain);
  if (plain === sentence) return said;
  return said.kind === "nothing" ? valueOfClauses(sentence) : saidAgain(sentence, said);
}

function valueOfClauses(sentence: string): Said {
  const clauses = sentence.split(
    /(?<=[,;]?\s)(?=(?:so|thus|hence|therefore|which (?:means|makes|gives|leaves|rounds (?:up|down))|meaning|giving)\s)|(?<=[,;]\s)(?=(?:also|somit|daher|folglich|donc|así que|por lo que|por lo tanto|entonces|portanto|então|quindi|dunque|perciò|dus|więc|zatem|поэтому|значит|следовательно|(?:but|pero|aber|mais|mas|ma|maar|ale|но|а) (?:i|we|ich|wir|yo|nosotros|je|nous|eu|nós|io|noi|ik|ja|я|мы)(?!\p{L})(?=[^.;]{0,60}\d))\s)|(?<=[,，])(?=(?:所以|因此|故|于是|但我))/iu,
  );
  let end = sentence.length;
  let saw: Said = nothing;
  for (const clause of clauses.reverse()) {
    const start = end - clause.length;
    const said = valueOfClause(sentence, start, end);
    if (said.kind === "value") return said;
    if (said.kind === "denial") saw = said;
    end = start;
  }
  return saw;
}

const hedge = /(?<![A-Za-z])(?:maybe|perhaps|possibly|either|could be|might be|may be|not sure)(?![A-Za-z])/i;
const named =
  /^(.{1,120}?)\s+(?:is|are)\s+(?:therefore |thus |indeed )?(?:the|our|an?)\s+(?:[a-z]+\s){0,3}(?:solutions?|answers?|results?|ones?|roots?)(?![a-z])/i;

/** "If every child takes 3 sheets, 27 sheets are used": what follows from the rest. */
const consequent =
  /^(?:if|since|because|when|after|as|once|with|given|using|taking|rounding)\s[^,]{3,120},\s((?!and\b|or\b)[^,]+)$/is;

/** "so the side is 6, and the perimeter is 24", "the two add up to 80, and each of them measures 40": the latter of two statements. */
const further =
  /^[^,;]{0,80}\d\S*(?:\s\w{1,12})?,\sand\s(?=(?:the|its|their|each)\s[a-z ]{2,40}?\s(?:is|are|equals|was|will be|measures)\s[-$\\]*(?:left)?\(?\d|\$?\d[\d.,\s+*/×·()%-]{1,40}=)/i;

/** "the range consists of all real numbers except $0$": a set that is said in words. */
const setInWords =
  /\s(?:is|are|consists of|contains|comprises|equals)\s(?:just |exactly |therefore |thus )?((?:the set of )?(?:all|any|every) (?:real numbers?|reals)(?: (?:except|other than|but)(?: for)? (?:\$[^$]{1,40}\$|-?\d[\d.]{0,9}))?|the empty set)$/i;

/** A clause that goes on with a reason or a condition. */
const reasoned = /[\s,](?:because|since|as|where|if|when|while|although|whereas|though|provided)\s/i;

/** Whether a text says a set in words. */
export const saysSet = (text: string): boolean => setInWords.test(text.trim().replace(/\.$/, ""));

/** "General solution: $y = Ae^x$, with an arbitrary constant $A$": where a formula's names are declared, behind it. */
const declared =
  /,?\s(?:with|where|for)\s(?:(?:an?|any|all|some|two|three|the|both|\$[^$]{1,30}\$(?: and \$[^$]{1,30}\$)? (?:is|are))\s){0,2}(?:(?:arbitrary|real|free|integration)\s){0,2}constants?(?![a-z])[^=.;]{0,60}$/i;

/** "the value of x such that 2x + 1 = 11": what is said of an unknown, which is no value of it. */
const described =
  /(?<=\b(?:the|all|every|an?|some|any|those)\s(?:[a-z]+\s){1,3}(?:of\s)?(?:\$?[a-z]\$?\s)?)(?:such that|for which|so that|satisfying)\s(?!.*(?:\b(?:is|are|be|equals)\b|,))[^.;]*$/i;

/** "Sam was 60 when Kim was 50": where a clause begins that only says when, why or on what condition. */
const subordinate =
  /(?<=\d[^,]{0,40}),?\s(?:when|because|since|after|before|as long as|provided that|if)\s(?!.*(?:,|\bthen\b))/i;

/** "15 red and 22 blue ones, that is, 37 in all": what several values come to. */
const summed =
  /(?<=\d[^.;,]{0,60}\s(?:and|y|e|et|und|i|и|en)\s[^.;,]{0,60}\d[^.;,]{0,60}),\s(?:that is|i\.e\.|in other words|es decir|o sea|ou seja|isto é|c['’]est-à-dire|soit|das heißt|also|cioè|ossia|to jest|czyli|то есть|т\. ?е\.|dat is),?\s(?=[$\d(\\])/iu;

function valueOfClause(sentence: string, start: number, whole: number): Said {
  const said = whole - (declared.exec(sentence.slice(start, whole))?.[0].length ?? 0);
  const end = said - (described.exec(sentence.slice(start, said))?.[0].length ?? 0);
  const from = start + (introduction.exec(sentence.slice(start, end))?.[0].length ?? 0);
  const clause = sentence.slice(from, end);
  if (hedge.test(clause) || isWithheld(clause)) return nothing;
  const [, set] = setInWords.exec(clause) ?? [];
  if (set !== undefined && !reasoned.test(clause)) return valueOf(sentence, end - set.length, end);
  const then = consequent.exec(clause)?.[1] ?? "";
  if (then !== "" && valuesIn(then).length > 0) return valueOfClause(sentence, end - then.length, end);
  const result = resultOfPlan(clause);
  if (result !== null) return result < 0 ? nothing : afterResult(sentence, from + result, end);
  const share = total.test(clause) ? (shares.exec(clause)?.index ?? 0) : 0;
  if (share > 0) return valueOfClause(sentence, start, from + share);
  const subject = named.exec(clause)?.[1];
  if (subject !== undefined && isAnswer(subject)) return valueOf(sentence, from, from + subject.length);
  const more = further.exec(clause);
  const latter = more === null ? nothing : valueOfClause(sentence, from + more.index + more[0].length, end);
  if (latter.kind === "value") return latter;
  const sum = summed.exec(clause);
  if (sum !== null) return valueOfClause(sentence, from + sum.index + sum[0].length, end);
  const kept = from + (contrast.exec(sentence.slice(from, end))?.index ?? end - from);
  if (kept > from && isWhole(sentence, from, kept)) return valueOf(sentence, from, kept);
  const cut = from + (tail.exec(sentence.slice(from, kept))?.index ?? 0);
  if (cut > from && isWhole(sentence, from, cut)) return valueOf(sentence, from, cut);
  const pairs = respectively(sentence, from, end);
  if (pairs.kind !== "nothing") return pairs;
  const both = parallel(sentence, from, kept);
  if (both.kind !== "nothing") return both;
  const main = subordinate.exec(clause)?.index ?? 0;
  const stated = main > 0 ? afterCopula(sentence, from, from + main) : nothing;
  if (stated.kind === "value") return stated;
  const copied = afterCopula(sentence, from, end);
  if (copied.kind === "value" && account.test(sentence.slice(copied.span.end, end))) return nothing;
  if (copied.kind !== "nothing") return copied;
  const told = main > 0 && from + main < kept ? lastValue(sentence, from, from + main) : nothing;
  return told.kind === "value" ? told : lastValue(sentence, from, kept);
}

/** "Lee got 34 right": words with a verb are a sentence. */
const hasVerb =
  /^\p{Lu}?\p{Ll}+(?:\s\p{L}+){0,3}\s(?:got|gets?|has|have|had|makes?|made|needs?|takes?|costs?|won|wins|be|are|were|is|was)\s[$-]?\d/u;

/** Whether a clause begins with an answer as it stands; an article, as in "O total", is none. */
const isWhole = (sentence: string, from: number, to: number): boolean =>
  isAnswer(sentence.slice(from, to)) &&
  !hasVerb.test(sentence.slice(from, to)) &&
  !/^\s*[A-Za-z]\s+\p{L}/u.test(sentence.slice(from, to + 2));

const restating = /^\s*\((?:that is,?|i\.e\.,?|or|=|which is)?\s*(\d[^()]{0,30})\)/;

/** `2.5 km (that is, 2500 m)`: one value, said twice. */
function saidAgain(sentence: string, value: Said): Said {
  if (value.kind !== "value" || !/\d\s?[A-Za-z]/.test(value.answer)) return value;
  const again = restating.exec(sentence.slice(value.span.end))?.[1] ?? "";
  const isQuantity = /^\d[\d.,]*\s?[A-Za-z]+$/.test(again) && isUnitWord(again.replace(/^[\d.,\s]+/, ""));
  return isQuantity
    ? { ...value, answer: `${value.answer} \\text{ or } ${again.replace(/\s?([A-Za-z]+)$/, "\\text{ $1}")}` }
    : value;
}

/** "John has 5 apples and buys 7 more": what happens, not what comes of it. */
const account = /^\s[^.,;=]{0,30}?,?\sand\s(?!\$?\d)\p{L}+s?\s(?:\p{L}+\s){0,2}\$?\d/u;

/** "108 trees in all, 12 in each row": where the shares of a total begin. */
const shares =
  /(?<=^[^,]{0,120}\d[^,]{0,60}),\s(?!(?:which|that|making|giving|leaving|so|hence|thus|and|or)\s)(?=[^,=]{0,60}(?<!\p{L})(?:each|every|per|हर|प्रत्येक|je|jede[mnrs]?|pro|chaque|par|cada|ogni|elke|каждо[мй]|每)(?!\p{L})[^,=]{0,60}$)/iu;
const total =
  /(?<!\p{L})(?:in all|in total|altogether|a total of|कुल|insgesamt|en total|au total|in totale|no total|всего|共)(?!\p{L})/iu;

/** "For every 27 pages": a number that is only given, even where it is the only one. */
const each =
  /\b(?:for (?:every|each)|every|each|per|if|when|than|with only|without|among(?:st)?|out of|having \w+ (?:with|from|at))\s+(?:(?:the|an?|about|all|these|its|his|her|their)\s+)*[$(]*$/i;

/** "there was none from 2010 to 2022": a clause whose numbers are all circumstances, two of them the ends of a range. */
const isRetold = (text: string): boolean => /\bfrom\s\S{1,12}\s(?:to|until|till|through)\s\$?\d/i.test(text);

/** `6 pens and 11 pencils`: counts of several things, none of which is the value alone. */
const counts =
  /(?:\d[\d.,]{0,12}\s(\p{L}{3,20})(?:,\s(?:and\s)?|\sand\s)){1,4}\d[\d.,]{0,12}\s(\p{L}{3,20})[.\s]{0,4}$/u;

const assigned = /^\s*([a-z])\s?=[^=]+$/;

/** "The vertex lies at $x = 1$, $y = 2$": a coordinate, with the next one. */
function isCoordinate(text: string, value: Value, next: Value | undefined): boolean {
  if (next === undefined || !/\b(?:lies?|located|meet|intersect|cross) at\s$/.test(text.slice(0, value.start)))
    return false;
  const [x, y] = [value, next].map(({ inner }) => assigned.exec(text.slice(inner.start, inner.end))?.[1]);
  return x !== undefined && y !== undefined && x !== y;
}

/** "a trip that lasts 5 hours": what is said of something beside the value. */
const relative =
  /\s(?:that|which|who)\s(?!is\b|are\b|equals?\b|gives?\b|makes?\b|leaves?\b|means\b)\p{L}+\s(?:\p{L}+\s)?\$?$/u;

/** "she pays 58.5, saving 6.5": what happens beside it; what comes of it is no aside. */
const participle =
  /,\s(?!(?:leav|giv|mak|total+|yield|bring|result|gett|end|mean|com|reach|add|reduc|rais|increas|decreas|lower|equal|sum+)ing\b)\p{Ll}{2,}ing\s(?:\p{Ll}+\s){0,2}\$?$/u;

/** "for the 3 tickets and the 8 dollar parking": the next member of a circumstance. */
const goesOnAside = /^\s*(?:and|or)\s*$|^\s(?:\p{L}+\s){0,3}(?:and|or)\s(?:the|an?|his|her|its|their|another)\s$/iu;

const isBesideAnother = (before: string): boolean => relative.test(before) || participle.test(before);

/** The last value of a clause that is no circumstance and is not denied, with those that are joined to it. */
function lastValue(sentence: string, from: number, to: number): Said {
  const text = sentence.slice(from, to);
  const values = valuesIn(text).filter((value) => !isRefused(sentence, shiftSpan(value, from)));
  const aside = new Set<Value>();
  for (const [i, value] of values.entries()) {
    const before = values[i - 1];
    const goesOn = before !== undefined && aside.has(before) && goesOnAside.test(text.slice(before.end, value.start));
    const isAside =
      goesOn ||
      (isCircumstance(sentence, from + value.start) && !isCoordinate(text, value, values[i + 1])) ||
      isSubject(text, value.end) ||
      isOrdinal(text, value.start) ||
      (i > 0 && isBesideAnother(text.slice(Math.max(0, value.start - 60), value.start)));
    if (isAside) aside.add(value);
  }
  const stands = (value: Value): boolean => !aside.has(value);
  const standing = values.findLast(stands);
  const isOnlyAside = ({ start, end }: Value): boolean =>
    !isSubject(text, end) && !isOrdinal(text, start) && !each.test(text.slice(0, start));
  const areOne = (): boolean => listAround(text, values, values.length - 1, () => true).length === values.length;
  const last = standing ?? (isRetold(text) || !areOne() ? undefined : values.findLast(isOnlyAside));
  if (last === undefined) {
    const ordinal = values.length === 0 ? ordinalIn(text) : null;
    return ordinal === null ? nothing : valueOf(sentence, from + ordinal.start, from + ordinal.end);
  }
  const things = counts.exec(text);
  const [, one = "", other = ""] = things ?? [];
  if (
    things !== null &&
    one !== other &&
    !isUnitWord(one) &&
    !isUnitWord(other) &&
    things.index + things[0].length > last.start
  )
    return valueOf(sentence, from + things.index, from + text.length);
  const members = listAround(text, values, values.indexOf(last), standing === undefined ? () => true : stands);
  if (members.length > 1 && !members.every((member) => member.isFormula)) return listOf(text, members, from);
  return last.isFormula
    ? formulaRun(text, members, from)
    : valueOf(sentence, from + last.inner.start, from + last.inner.end);
}

const pairing = new RegExp(
  String.raw`(?:^|\s)((?:\$?${nameSource}\$?(?:,\s(?:and\s)?|\sand\s)){1,4}\$?${nameSource}\$?)\s(?:are|is|equal)\s([^;]{1,100}?)(?:,?\srespectively)?[.\s]*$`,
);
const nameInList = new RegExp(String.raw`${nameSource}(?=\$?(?:,|\s|$))`, "g");

/** `a and b are 3 and 8, respectively`: each name with its value. */
function respectively(sentence: string, from: number, end: number): Said {
  const [, subjects = "", predicates = ""] = pairing.exec(sentence.slice(from, end)) ?? [];
  const names = subjects.match(nameInList) ?? [];
  const values = valuesIn(predicates);
  if (names.length < 2 || names.length !== values.length) return nothing;
  const answer = values
    .map(({ inner }, i) => `${names[i] ?? ""} = ${predicates.slice(inner.start, inner.end)}`)
    .join(", ");
  const start = sentence.lastIndexOf(predicates, end);
  return { kind: "value", span: { start, end: start + predicates.length }, answer };
}

/** "level 5", "Step 3", "more than 7": no value, even where it is the only number. */
const isOrdinal = (text: string, at: number): boolean =>
  /\b(?:than|divisible by|(?:multiple|divisor|factor)s? of|levels?|models?|steps?|questions?|problems?|examples?|parts?|methods?|versions?|figures?|chapters?|sections?|theorems?|lemmas?|lines?|rows?|columns?|(?<!\b(?:has|have|had|the|an|get|gives?) )equations?|exercises?|cases?|hint|see|cf\.?|ref\.?|than or equal to)\s+[$([]*$/i.test(
    text.slice(Math.max(0, at - 40), at),
  );

/** "91 is divisible by 7": a number of which something is said. */
const isSubject = (text: string, end: number): boolean =>
  /^\$?\s(?:is|are)\s(?:also |not |both )?(?:divisible|prime|composite|odd|even|greater|less|larger|smaller|bigger|an? (?:multiple|factor|divisor|prime|perfect))\b/i.test(
    text.slice(end, end + 40),
  );

const statement = /^\s*(\D{1,60}?)\s(is|are|has|have|had|gets?|got|costs?|needs?|was|were)\s([^.]*)$/i;

/** "Tom has 5 and Jerry has 8": two statements of one kind, neither of which is the value alone. */
function parallel(sentence: string, from: number, end: number): Said {
  const parts = sentence
    .slice(from, end)
    .split(/,?\s(?:and|while|whereas)\s|[,;]\s(?!so|thus|hence|therefore|then|which|that)/i);
  if (parts.length < 2 || parts.length > 5) return nothing;
  const read = parts.map((part) => statement.exec(part));
  const [first] = read;
  const areAlike = read.every((found) => found !== null && found[2]?.toLowerCase() === first?.[2]?.toLowerCase());
  if (!areAlike) return nothing;
  const values = read.map((found) => valuesIn(found?.[3] ?? "")[0]);
  if (values.some((value) => value === undefined || value.start > 1)) return nothing;
  const answer = read
    .map((found, i) => (found?.[3] ?? "").slice(values[i]?.inner.start, values[i]?.inner.end))
    .join(", ");
  return { kind: "value", span: { start: from, end }, answer };
}

/** The value that an announced step gives, from the word that says so. */
function afterResult(sentence: string, start: number, end: number): Said {
  const word = /^(?:=|≈|[a-z ]+?(?=\s|$))\s*/i.exec(sentence.slice(start, end))?.[0] ?? "";
  const said = afterCopula(sentence, start, end);
  return said.kind === "nothing" ? lastValue(sentence, start + word.length, end) : said;
}

const shiftSpan = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

const atName = new RegExp(String.raw`\b(?:at|when|if|for|where|with|in)\s\$?${nameSource}\s?=\s?\$?$`);

/** Whether a preposition before the value at a place makes it a circumstance: "after 7 days". */
export function isCircumstance(sentence: string, at: number): boolean {
  const before = sentence.slice(Math.max(0, at - 40), at);
  return (
    atName.test(before) ||
    isPurpose(before) ||
    /\bfrom \S{1,12} to \$?$/i.test(before) ||
    (circumstance.test(before) && !ofValue.test(before))
  );
}
