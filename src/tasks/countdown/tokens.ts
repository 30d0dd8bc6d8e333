/** A piece of an expression. `negate` is the sign before an operand. */
export type Token =
  | { readonly kind: "number"; readonly value: bigint }
  | { readonly kind: "operator"; readonly operator: "+" | "-" | "*" | "/" | "negate" }
  | { readonly kind: "open" }
  | { readonly kind: "close" };

const longest = 400; // characters; a countdown over a dozen numbers takes under 100

const spellings: readonly (readonly [RegExp, string])[] = [
  [/\\[dt]?frac(?![A-Za-z])/g, "F"],
  [/\\(?:left|right)(?![A-Za-z])|\\[,;:! ()[\]]|\$/g, " "],
  [/\\(?:times|cdot|ast)(?![A-Za-z])|[×·∗⋅]/g, "*"],
  [/\\div(?![A-Za-z])|÷/g, "/"],
  [/[−–]/g, "-"],
  [/[[]/g, "("],
  [/\]/g, ")"],
];

/**
 * The tokens of an expression in plain or LaTeX notation.
 *
 * @returns undefined where it holds anything but whole numbers, + - * / and brackets, or over 400 characters
 */
export function tokensOf(text: string): readonly Token[] | undefined {
  if (text.length > longest) return undefined;
  const spelled = spellings.reduce((spelt, [pattern, plain]) => spelt.replaceAll(pattern, plain), text);
  const plain = withoutFractions(spelled);
  if (/[^-+*/()\d\s]/.test(plain)) return undefined;
  const pieces = plain.match(/\d+|[-+*/()]/g) ?? [];
  return pieces.map((piece, i) => tokenOf(piece, pieces[i - 1]));
}

function tokenOf(piece: string, before: string | undefined): Token {
  const isBeforeOperand = before === undefined || /^[-+*/(]$/.test(before);
  switch (piece) {
    case "(":
      return { kind: "open" };
    case ")":
      return { kind: "close" };
    case "+":
    case "*":
    case "/":
      return { kind: "operator", operator: piece };
    case "-":
      return { kind: "operator", operator: isBeforeOperand ? "negate" : "-" };
    default:
      return { kind: "number", value: BigInt(piece) };
  }
}

/** Writes `F{a}{b}` as `((a)/(b))` and other braces as brackets, in one pass with a stack of what each brace is. */
function withoutFractions(text: string): string {
  const braces: ("plain" | "over" | "under")[] = [];
  let written = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === "F" && text[i + 1] === "{") {
      braces.push("over");
      written += "((";
      i++; // the brace is written already
    } else if (char === "{") {
      braces.push("plain");
      written += "(";
    } else if (char === "}") {
      const brace = braces.pop();
      const hasUnder = brace === "over" && text[i + 1] === "{";
      if (hasUnder) braces.push("under");
      written += hasUnder ? ")/(" : brace === "under" ? "))" : ")";
      if (hasUnder) i++;
    } else written += char;
  }
  return written;
}
