import type { Span } from "./extraction.ts";

/** What makes the box behind it an operand, a sign's or a bound's, whatever else its formula holds. */
const joinedBefore =
  /(?:\\(?:sqrt|log|ln|lg|exp|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|lfloor|lceil|overline|gcd|lcm|max|min)(?:\s?\[[^\]]{0,8}\]|\s?_\{?\w{1,4}\}?)?\s?(?:\\left)?\s?[{(]?\s*|[\^_]\s?\{?\s*|\\[dt]?frac\s?\{(?:[^{}]{0,30}\}\s?\{)?\s*|\\[dt]?binom\s?\{(?:[^{}]{0,30}\}\s?\{)?\s*|(?:^|[^-–—\w)}\]])[-−](?:\\?\$)?|[=(${]\s?[-−]\s*|\\(?:pm|mp)\s*|\d(?:\\,|\{\})?|\d\(|\\(?:pi|theta)\s?)$/;
/** An operator between an operand and the box behind it. */
const operatorBefore =
  /(?:\d|[)}\]!%]|(?<![A-Za-z])[A-Za-z]|\\[a-z]{2,8})\$?\s*(?:[-+*/·×÷−]|\\(?:cdot|times|div|pm|mp|bmod|choose)\b)\s*(?:\\left)?\(?\s*\$?\s*$/;
/** A dash between words and a box: "Step 3 - \boxed{12}". */
const dashBefore = /(?<![A-Za-z\\])[A-Za-z]{3,}[^$\\=]*\s[-−]\s+\$?$/;
/** A relation that says what the value is not; `\ge` gives the least value, and `>` at the head of a line is a quotation's. */
const relationBefore =
  /(?:\\(?:neq?|lt|gt)(?![a-z])|\\not\s?=|≠|\s!=|(?:[\w)}\]]|\\?\|)\$?\s*(?<!<\/?\w{1,12}\s?\/?)[<>])\s*\$?\s*$/;

const signed = String.raw`(?:\d|\\[a-zA-Z]+|[a-z](?![A-Za-z])|\$\s?[\d\\a-z])`;
/** What stands behind a box and belongs to its value: a power, decimals, a fraction, a letter. */
const joinedAfter = new RegExp(
  String.raw`^(?:\}|\\,|\\!|\\;|\\ )*(?:\$?\s?\^(?!\s?\{?\s?(?:\\?(?:circ|prime|deg|text|mathrm|rm|textrm|mbox|ast)|[°'*]|(?:st|nd|rd|th)\b))\s?\S|\$?(?:[.,:]|\{,\})?\d|!(?=\s?(?:\$|[-+*/=]|\\))|\$?\s?\\[dtc]?frac\s?(?:\d|\{[^{}]{0,20}\d|\{\\?\w{1,6}\}\s?\{\s?\d)|\s?\\(?:pi|sqrt|log|ln|exp|sin|cos|tan|binom|theta|alpha|beta|phi)(?![a-z])|\s?[√π]|(?:\\left)?\((?:-?\d|[a-z]\s?[-+^])|[abeijknpqrtuxyz](?![A-Za-z']))`,
);
/** An operator behind a box with what it takes. */
const operatorAfter = new RegExp(
  String.raw`^(?:[)}]|[^\S\n]?\\[)\]])*\${0,2}[^\S\n]*(?:[xX](?=[^\S\n]*\d)|(?:[+/·×÷]|\*(?!\*)|[-−](?!\s\d[\d.,]*\s[A-Za-z]{2}))[^\S\n]*\(?${signed}|\\(?:cdot|times|div|pm|mp|bmod|choose)(?![a-z]))`,
);
/** A relation behind a box that says what the value is not. */
const relationAfter =
  /^[)}]*\$?[^\S\n]*(?:\\(?:neq?|lt|gt)(?![a-z])|≠|[<>]\s*\$?(?:-?\d|[a-zA-Z](?![A-Za-z>])|\\(?!\|)))/;

const isRelation = /=|\\(?:leq?|geq?|equiv|approx)(?![a-z])|[≤≥≈]/;

const chars = 120;

/** The formula around a box, or its line: what is before it there, and what is behind it. */
function formulaAround(text: string, { start, end }: Span): readonly [string, string] {
  const before = text.slice(Math.max(0, start - chars), start);
  const opened = Math.max(before.lastIndexOf("\n\n"), before.lastIndexOf("$"), before.lastIndexOf("\\["));
  const after = text.slice(end, end + chars);
  const closed = after.search(/\n|\$|\\\]|\\\)/);
  return [before.slice(opened + 1), closed < 0 ? after : after.slice(0, closed)];
}

/** Text whose first character may belong to a formula with the box before it. */
const mayGoOn = /^(?:[^\S\n]|[)}$]|\\[,!; ])*[-−+*/·×÷^.,:!\d<>≠√π(a-z\\{]/;

/**
 * Whether the value of a box is more than the box, or something else: `-\boxed{12}`, `\boxed{12}^2`, `x > \boxed{12}`. A box in a formula
 * with a relation is a blank that was filled, or a coefficient: `3 + \boxed{4} = 7`, `2x + 3x = \boxed{5}x`.
 */
export function isPartOfFormula(text: string, box: Span): boolean {
  const head = text.slice(Math.max(0, box.start - 60), box.start);
  const before = head.slice(head.lastIndexOf("\n") + 1);
  const after = text.slice(box.end, box.end + 60);
  const isOperand = joinedBefore.test(before) || (operatorBefore.test(before) && !dashBefore.test(before));
  const goesOn = mayGoOn.test(after);
  if (relationBefore.test(before) || (goesOn && relationAfter.test(after))) return true;
  if (!isOperand && !(goesOn && (joinedAfter.test(after) || operatorAfter.test(after)))) return false;
  const [left, right] = formulaAround(text, box);
  const isBlank = isRelation.test(right) || /[\d)}]\s*&?=[^=]*$/.test(left);
  const letter = /^[\s}]*(?:\\[,;! ])?\s?(\\[a-z]{2,8}|[a-z])/.exec(after)?.[1];
  const isCoefficient = letter !== undefined && left.includes("=") && left.includes(letter);
  return !isBlank && !isCoefficient;
}
