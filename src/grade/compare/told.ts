/** Whether words deny, or give more than one case: nothing is told by one of them then. */
const isQualified = (text: string): boolean =>
  /\b(?:not|no|never|neither|nor|cannot|unless|if|when|or|except|either|both)\b|n['’]t\b/i.test(text);

const plain = (text: string): string =>
  text
    .replace(/\\(?:text(?:bf|rm)?|mathrm|mbox)\s?\{|[{}$*_"“”]/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.!]$/, "");

const wordsOf = (text: string): readonly string[] => plain(text).match(/[\p{L}'’-]+/gu) ?? [];

const maxWords = 30;
const isSentence = (text: string): boolean => {
  const { length } = wordsOf(text);
  return length >= 3 && length <= maxWords && !/[\d=<>^]/.test(text) && !isQualified(text);
};

const poles =
  "odd even|increasing decreasing|positive negative|convergent divergent|converges diverges|rational irrational|possible impossible|true false|dependent independent|bounded unbounded|finite infinite"
    .split("|")
    .map((pair) => pair.split(" "));
const allPoles = new Set(poles.flat());

const article = /^(?:an?|the|any|it is|always)\s/i;
const counted = /\s(?:numbers?|integers?|functions?|series)$/i;

/** "Any odd number of players" beside "odd": the one word of a pair of opposites that a gold sentence says, and the answer alone. */
function isToldPole(gold: string, answer: string): boolean {
  const word = plain(answer).replace(article, "").replace(counted, "").toLowerCase();
  const sentence = gold.replace(/\$[^$]*\$/g, " it ");
  if (!allPoles.has(word) || !isSentence(sentence)) return false;
  const said = wordsOf(sentence).filter((other) => allPoles.has(other.toLowerCase()));
  return said.length === 1 && said[0]?.toLowerCase() === word;
}

const commonStart =
  /^(?:The|An?|Any|All|Each|Every|There|This|That|These|Those|It|In|On|At|More|Most|Some|Only|We|You|They|He|She)$/;

/** "Petya gets the last token" beside "Petya": the one name in a gold sentence, which it is about, and the answer alone. */
function isToldName(gold: string, answer: string): boolean {
  const [name = "", ...more] = plain(answer).split(" ");
  if (more.length > 0 || !/^\p{Lu}\p{Ll}{2,}$/u.test(name) || commonStart.test(name) || !isSentence(gold)) return false;
  const [first, second = "", ...rest] = wordsOf(gold);
  return first === name && /^\p{Ll}{2,}/u.test(second) && rest.every((word) => !/^\p{Lu}/u.test(word));
}

const stem = (word: string): string => word.toLowerCase();

/** "A stopped clock does" beside "stopped", of a problem that asks "one that is slow, or one that is stopped?": the same of two that are offered. */
function isToldChoice(gold: string, answer: string, problem: string): boolean {
  if (!isSentence(gold) || wordsOf(answer).length > 8 || isQualified(plain(answer))) return false;
  const question = /[:,]?([^:.,!?]{3,120})\sor\s([^:.,!?]{3,120})\?/i.exec(problem);
  if (question === null) return false;
  const [one = [], other = []] = [question[1], question[2]].map((side) => wordsOf(side ?? "").map(stem));
  const ownOf = (side: readonly string[], beside: readonly string[]): readonly string[] =>
    side.filter((word) => word.length > 2 && !beside.includes(word));
  const sides = [ownOf(one, other), ownOf(other, one)];
  const saysOf = (text: string): readonly boolean[] => {
    const words = wordsOf(text).map(stem);
    return sides.map((side) => side.some((word) => words.includes(word)));
  };
  const [said, given] = [saysOf(gold), saysOf(answer)];
  return said[0] !== said[1] && given[0] === said[0] && given[1] === said[1];
}

/** `The sum is less than zero` as what it says of a value: `<` and the bound; null for other words. */
function boundTold(text: string): { readonly sign: string; readonly bound: string } | null {
  const found =
    /^the [a-z ]{1,30} is (?:strictly |always )?(less|smaller|greater|larger|more) than (zero|-?\d{1,6})$/i.exec(
      plain(text),
    );
  if (found === null) return null;
  const bound = found[2]?.toLowerCase() === "zero" ? "0" : (found[2] ?? "");
  return { sign: /less|smaller/i.test(found[1] ?? "") ? "<" : ">", bound };
}

/** "The sum is less than zero" beside `f(a) + f(b) < 0`. */
function isToldBound(gold: string, answer: string): boolean {
  const told = boundTold(gold);
  const [, left = "", sign = "", right = ""] =
    /^\s*\$?([^<>=]+)(<|>|\\lt|\\gt)\s*(-?\d{1,6})\s*\$?\s*$/.exec(answer) ?? [];
  if (told === null || !/[A-Za-z]/.test(left)) return false;
  return sign.replace("\\lt", "<").replace("\\gt", ">") === told.sign && right === told.bound;
}

/**
 * Whether a short answer is what a gold sentence tells: its one word of a pair of opposites, the one it is about, the one of two that the
 * problem offers, its bound. A gold that denies, or says more than one thing, tells nothing.
 */
export const isTold = (gold: string, answer: string, problem: string): boolean =>
  isToldPole(gold, answer) ||
  isToldName(gold, answer) ||
  isToldBound(gold, answer) ||
  (problem !== "" && isToldChoice(gold, answer, problem));
