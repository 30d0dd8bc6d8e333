import type { Node } from "../parse/node.ts";
import { divide, type Rational, reduced } from "../numbers/rational.ts";
import { numberInWords } from "../parse/number-words.ts";
import { emptyWords, infinityWords, realLineWords, undefinedWords } from "../parse/vocabulary.ts";
import type { Verdict } from "./verdict.ts";

/** Words in lower case without markup, punctuation and articles. */
function plainWords(text: string): string {
  return text
    .replace(/\\(?:text|mbox|mathrm|textbf|mathbf|textit|boxed)(?![A-Za-z])|\\[,;:! ]|[${}]/g, " ")
    .toLowerCase()
    .replace(/[^a-z0-9+\-*/=<>^_\\()']+/g, " ")
    .replace(/(?:^| )(?:the|a|an|all|every|[a-z] is)(?= )/g, " ")
    .replace(/\b(even|odd|prime|composite) (?:integer|number)s?$/, "$1")
    .replace(/(?<=[a-z]) (?=$)|\s+/g, " ")
    .trim();
}

/** The letter of a multiple choice that a text begins with: "(C) 12 cm", "C. 12 cm", "option C". */
export function choiceOf(node: Node): string | null {
  if (node.kind === "symbol") return /^[A-Ja-j]$/.test(node.name) ? node.name.toUpperCase() : null;
  if (node.kind === "constant") return node.name === "e" || node.name === "i" ? node.name.toUpperCase() : null;
  return null;
}

/** The letter that a whole text chooses: "(C) 12 cm", "C. 12 cm"; null where it does not begin with one, or goes on with others. */
export function chosenLetter(text: string): string | null {
  const letters = new Set(
    [...text.slice(0, 200).matchAll(/(?<![\w(])\(?([A-J])[).:](?=\s|$)/g)].map((match) => match[1]),
  );
  if (letters.size > 1) return null;
  const found =
    /^(?:\\text(?:bf|rm)?\s?\{)?\s?(?:(?:option|choice)\s)?(?:\(([A-J])\)|([A-J])[).:])(?=[\s}\\]|$)|^(?:\\text\s?\{)?(?:option|choice)\s([A-J])\s?\}?$/i.exec(
      text,
    );
  return (found?.[1] ?? found?.[2] ?? found?.[3] ?? null)?.toUpperCase() ?? null;
}

const choiceText =
  /^(?:\\(?:text(?:bf|rm)?|mathrm|mathbf)\s?\{)?\s?(?:(?:option|choice)\s)?(?:\(([A-J])\)|([A-J])[).:])\s?\}?(?:\\[ ,;:]|\\q?quad|\s|~)*(?=\S)(.+)$/s;

/** The text of a choice beside its letter: "15" of "(B) 15"; null where a text is not a choice with words. */
export const textOfChoice = (text: string): string | null => choiceText.exec(text)?.[3] ?? null;

const truth =
  /^(?:\\text(?:bf|rm)?\s?\{)?\s?(?:\\textbf\s?\{)?(yes|no|true|false)\s?\}?\s?(?:[.,;:!—–-]|because\b|since\b|$)/i;

/** The word "yes", "no", "true" or "false" that a text begins with and gives its reason after; null where it is something else. */
export const truthOf = (text: string): string | null => truth.exec(text)?.[1]?.toLowerCase() ?? null;

/** The choices that `ACF`, as a word or as a product, spells. */
function spelledLetters(node: Node): string {
  if (node.kind === "prose") return /^\W*(?:text\W*)?([A-J]{2,10})\W*$/.exec(node.text)?.[1] ?? "";
  let letters = "";
  let rest: Node | undefined = node;
  while (rest?.kind === "apply" && rest.operator === "multiply" && letters.length < 10) {
    const [left, right]: readonly (Node | undefined)[] = rest.args;
    letters += right?.kind === "symbol" ? right.name : "?";
    rest = left;
  }
  return rest?.kind === "symbol" && /^[A-J]+$/.test(letters + rest.name) ? letters + rest.name : "";
}

/** Whether one answer spells the letters of choices that the other lists: `ACF` and `A, C, F`. */
export function spells(word: Node, list: Node): boolean {
  if (list.kind !== "group" || list.open === "(" || list.open === "[") return false;
  const letters = list.items.map((item) => (item.kind === "symbol" && item.name.length === 1 ? item.name : "?"));
  const spelled = spelledLetters(word);
  return spelled.length > 1 && letters.sort().join("") === [...spelled].sort().join("");
}

const nothingExists =
  /^(?:there (?:is|are|exists?) )?no (?:such )?(?:(?:real|integer|positive|rational|possible|valid) )?(?:[a-z]|solutions?|values?|integers?|numbers?|functions?|pairs?|triples?|polynomials?|triangles?)(?: exists?)?$/;

/** The mathematics of some set phrases; null for other words. */
function meaning(words: string): string | null {
  const joined = words.replace(/[^a-z]/g, "");
  if (emptyWords.has(joined) || nothingExists.test(words)) return "empty";
  if (undefinedWords.has(joined)) return "undefined";
  if (realLineWords.has(joined)) return "reals";
  if (infinityWords.has(joined)) return "infinity";
  const number = numberInWords(words) ?? numberInWords(words.replace(/ (?![a-z]{3,}ths?$)[a-z]+$/, "")); // "twelve apples"
  return number === null ? null : `number ${number}`;
}

function meaningOf(node: Node): string | null {
  if (node.kind === "prose") return meaning(plainWords(node.text));
  if (node.kind === "constant" && /^(?:empty|reals|infinity)$/.test(node.name)) return node.name;
  if (node.kind === "number") return `number ${textOf(reduced(node.value))}`;
  if (node.kind === "apply" && node.operator === "divide") {
    const [over, under] = node.args;
    const isFraction = over?.kind === "number" && under?.kind === "number";
    const value = isFraction ? divide(over.value, under.value) : null;
    return value === null ? null : `number ${textOf(reduced(value))}`;
  }
  return null;
}

const textOf = ({ over, under }: Rational): string => (under === 1n ? String(over) : `${over}/${under}`);

/** Integrals and limits, which are not evaluated: nothing is known of their value. */
const unevaluated = /\\(?:o?i{0,3}nt|lim|limsup|liminf)(?![a-z])/;

/** An integral with one name for what it integrates over. */
function withoutDummy(text: string): string {
  const plain = text.replace(/\\[,;:! ]|\s/g, "");
  const dummy = /(?<![A-Za-z\\])d([a-z])(?![A-Za-z])[^A-Za-z]*$|[a-z)}]d([a-z])$/.exec(plain);
  const name = dummy?.[1] ?? dummy?.[2];
  return name === undefined ? plain : plain.replace(new RegExp(`(?<![A-Za-z\\\\])(d?)${name}(?![A-Za-z])`, "g"), "$1#");
}

const shortWordCount = 5;

/** Compares two answers of which at least one is words. Sentences that differ in their words may still say the same: unknown. */
export function compareProse(a: Node, b: Node): Verdict {
  const [x, y] = [meaningOf(a), meaningOf(b)];
  if (x !== null && x === y) return "equal";
  if (
    a.kind === "prose" &&
    b.kind === "prose" &&
    unevaluated.test(a.text) &&
    withoutDummy(a.text) === withoutDummy(b.text)
  )
    return "equal";
  if ([a, b].some((node) => node.kind === "prose" && unevaluated.test(node.text))) return "unknown";
  if (a.kind !== "prose" || b.kind !== "prose") return "different";
  const [left, right] = [plainWords(a.text), plainWords(b.text)];
  if (left !== "" && left === right) return "equal";
  const isSentence = (text: string): boolean => text.split(" ").length > shortWordCount || /[\\=^_]/.test(text);
  return isSentence(left) && isSentence(right) ? "unknown" : "different";
}
