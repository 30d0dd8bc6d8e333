import { optionSource, rightSource } from "./languages.ts";
import type { Mark } from "./extraction.ts";
import { matchesFrom } from "./matches.ts";

const letter = String.raw`[*_]{0,2}(?:\(([A-J])\)|\[([A-J])\]|([A-J])\b)[*_]{0,2}`;
const sources = [
  String.raw`\b(?:option|choice|answer|statement|alternative)\s${letter}[^.\n]{0,80}?\s(?:is|seems|must be|looks)\s(?:also |therefore |thus |indeed |definitely |clearly )?(?:the )?(?:correct|right|true|best|most)\b(?!ed)`,
  String.raw`(?<![\w(])${letter.replace("([A-J])\\b", "\\b([A-J])\\b")}\s(?:is|seems|must be)\s(?:therefore |thus |indeed |definitely |clearly )?(?:the )?(?:correct|right|best)\b(?!ed)`,
  String.raw`\b(?:I(?:'d| would| will|'ll)?|we|so|thus|therefore|hence|should)\s(?:choose|select|pick|go with|opt for)\s(?:option |choice |answer |the )?${letter}`,
  String.raw`\b(?:so|thus|therefore|hence)[,\s]+(?:it(?:'s|’s| is| must be)|that leaves)\s${letter}(?=[.!\s]*(?:$|\n))`,
  String.raw`\b(?:leaves|leaving|left with)\s(?:us with |me with |only )?(?:option |choice |answer )?${letter}(?=[.!\s]*(?:$|\n))`,
  String.raw`(?<![\p{Script=Latin}\p{Script=Cyrillic}])(?:${optionSource})\s?[*_]{0,2}[(（[]?([A-J])[)）\]]?[*_]{0,2}\s?(?:${rightSource})`,
  String.raw`\b(?:corresponds to|matches|which is|that is|this is|leads to|points to)\s(?:option|choice|answer)\s${letter}`,
];
const atHead = String.raw`(?<=^[\s*_]*)\(([A-J])\)[*_]*,?\s(?:because|since|as)\s`;
const patterns = [...sources, atHead].map((source) => new RegExp(source, "giu"));

const mark = /(?<![\w(])\(?([A-J])[).:](?=\s|$)/g;

/** Whether a text goes through several choices, "A) 5 B) 6", and so takes none by naming it. */
export const listsChoices = (text: string): boolean =>
  new Set([...text.slice(0, 1000).matchAll(mark)].map((match) => match[1])).size > 1;

const several =
  /\b(?:correct|right|true|false) (?:statements?|options?|choices?|answers?|ones)\s(?:are|is)[\s*_:]+(\(?[A-J]\)?(?:,\s\(?[A-J]\)?)*,?\s(?:and|&)\s\(?[A-J]\)?)(?![\w'])|\b(?:statements?|options?|choices?)\s(\(?[A-J]\)?(?:,\s\(?[A-J]\)?)*,?\s(?:and|&)\s\(?[A-J]\)?)\s(?:are|is)\s(?:all |both )?(?:correct|right|true)\b/gi;

/** The choices that a sentence takes together: "The correct statements are A, C and D." */
function lastSeveral(text: string, from: number): Mark | null {
  const match = matchesFrom(several, text, from).at(-1);
  const answer = match?.[1] ?? match?.[2];
  if (match === undefined || answer === undefined || !/^[^a-j]*$/.test(answer.replace(/and/g, ""))) return null;
  const start = match.index + match[0].lastIndexOf(answer);
  const letters = answer.match(/[A-J]/g) ?? [];
  const reason = "the choices that are taken together";
  return {
    at: match.index,
    content: { kind: "answer", answer: letters.join(", "), start, end: start + answer.length, rule: "choice", reason },
  };
}

/** The last choice that a sentence makes: "option (B) is correct", "I choose B". */
export function lastChoice(text: string, from = 0): Mark | null {
  let last = lastSeveral(text, from);
  for (const pattern of patterns) {
    for (const match of matchesFrom(pattern, text, from)) {
      const answer = match.slice(1).find((group) => group !== undefined) ?? "";
      if (!/^[A-J]$/.test(answer) || match.index <= (last?.at ?? -1) || /\bnot\b|n't/.test(match[0])) continue;
      const start = match.index + match[0].search(new RegExp(`(?<![A-Za-z])${answer}(?![A-Za-z])`));
      const reason = `the choice in "${match[0].replace(/\s+/g, " ").slice(0, 40)}"`;
      last = { at: match.index, content: { kind: "answer", answer, start, end: start + 1, rule: "choice", reason } };
    }
  }
  return last;
}
