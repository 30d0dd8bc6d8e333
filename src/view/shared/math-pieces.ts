/** A piece of a text: plain, or mathematics in LaTeX. */
export interface MathPiece {
  readonly text: string;
  /** Undefined where it is plain. */
  readonly math?: "inline" | "display";
}

const longestFormula = 2000; // characters: a stray dollar sign does not make a page of mathematics
const mostFormulas = 300;

// $$..$$, \[..\], \(..\), and $..$ as pandoc reads it: no blank inside the dollars, no digit behind the second.
// None holds what opens another, but for a line's end with a gap, \\[4pt]: a text of openings alone is read through once.
const formula =
  /\$\$([^$]+?)\$\$|\\\[((?:\\\\|\\(?![\\[])|[^\\])+?)\\\]|\\\(((?:\\\\|\\(?![\\(])|[^\\])+?)\\\)|(?<![\\$\w])\$(?!\s)((?:[^$\\\n]|\\[^\n])+?)(?<!\s)\$(?![\d$])/g;

/** Splits a text where LaTeX marks mathematics; one without any is one piece. */
export function mathPieces(text: string): readonly MathPiece[] {
  if (!hasMath(text)) return [{ text }];
  const pieces: MathPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(formula)) {
    const [whole, dollars, brackets, parentheses, dollar] = match;
    const inner = dollars ?? brackets ?? parentheses ?? dollar ?? "";
    if (inner.length > longestFormula || !looksLikeMath(inner, dollar !== undefined)) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: inner, math: dollars === undefined && brackets === undefined ? "inline" : "display" });
    at = match.index + whole.length;
    if (pieces.length > 2 * mostFormulas) break;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** Whether a text may hold mathematics: then what shows it is worth loading. */
export function hasMath(text: string): boolean {
  return text.length < 100_000 && /\$[^$]*\$|\\\(|\\\[/.test(text);
}

/** "$5 and $6" are prices. */
const looksLikeMath = (inner: string, isDollar: boolean): boolean => !isDollar || !/^\d[\d.,]*\s+[a-z]/i.test(inner);
