import { folded } from "./fold.ts";
import { rewrite } from "./rewrite.ts";
import { withoutHtml } from "./html.ts";

/** Characters outside ASCII with what they mean in LaTeX. */
const unicode: Readonly<Record<string, string>> = {
  "−": "-",
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "﹣": "-",
  "－": "-",
  "＋": "+",
  "×": "\\times ",
  "·": "\\cdot ",
  "⋅": "\\cdot ",
  "∙": "\\cdot ",
  "•": "\\cdot ",
  "∗": "*",
  "÷": "\\div ",
  "⁄": "/",
  "∕": "/",
  "√": "\\sqrt ",
  "∛": "\\sqrt[3]",
  "∞": "\\infty ",
  "≤": "\\le ",
  "⩽": "\\le ",
  "≥": "\\ge ",
  "⩾": "\\ge ",
  "≠": "\\ne ",
  "≈": "\\approx ",
  "≡": "\\equiv ",
  "∈": "\\in ",
  "∪": "\\cup ",
  "∩": "\\cap ",
  "∖": "\\setminus ",
  "∅": "\\emptyset ",
  "±": "\\pm ",
  "∓": "\\mp ",
  "°": "\\degree ",
  º: "\\degree ",
  "˚": "\\degree ",
  "′": "'",
  "’": "'",
  "‘": "'",
  "″": "''",
  "∑": "\\sum ",
  "∏": "\\prod ",
  "⌊": "\\lfloor ",
  "⌋": "\\rfloor ",
  "⌈": "\\lceil ",
  "⌉": "\\rceil ",
  "⟨": "\\langle ",
  "⟩": "\\rangle ",
  ℝ: "\\mathbb{R}",
  ℤ: "\\mathbb{Z}",
  ℕ: "\\mathbb{N}",
  ℚ: "\\mathbb{Q}",
  ℂ: "\\mathbb{C}",
  "∠": "\\angle ",
  "△": "\\triangle ",
  "→": "\\to ",
  "⇒": "\\implies ",
  "∀": "\\forall ",
  "∃": "\\exists ",
  "…": "\\ldots ",
  "∧": "\\wedge ",
  "∨": "\\vee ",
  "½": "\\frac{1}{2}",
  "⅓": "\\frac{1}{3}",
  "⅔": "\\frac{2}{3}",
  "¼": "\\frac{1}{4}",
  "¾": "\\frac{3}{4}",
  "⅕": "\\frac{1}{5}",
  "⅖": "\\frac{2}{5}",
  "⅗": "\\frac{3}{5}",
  "⅘": "\\frac{4}{5}",
  "⅙": "\\frac{1}{6}",
  "⅚": "\\frac{5}{6}",
  "⅛": "\\frac{1}{8}",
  "⅜": "\\frac{3}{8}",
  "⅝": "\\frac{5}{8}",
  "⅞": "\\frac{7}{8}",
  "％": "%",
  "‰": "/1000 ",
  "，": ",",
  "、": ",",
  "；": ";",
  "：": ":",
  "（": "(",
  "）": ")",
  "［": "[",
  "］": "]",
  "｛": "\\{",
  "｝": "\\}",
  "。": ".",
  "＝": "=",
  "＜": "<",
  "＞": ">",
  "“": '"',
  "”": '"',
  "€": "\\euro ",
  "£": "\\pounds ",
  "¥": "\\yen ",
  "₹": "\\rupee ",
  "¢": "\\cents ",
  α: "\\alpha ",
  β: "\\beta ",
  γ: "\\gamma ",
  δ: "\\delta ",
  ε: "\\epsilon ",
  θ: "\\theta ",
  λ: "\\lambda ",
  μ: "\\mu ",
  π: "\\pi ",
  ρ: "\\rho ",
  σ: "\\sigma ",
  τ: "\\tau ",
  φ: "\\phi ",
  ϕ: "\\phi ",
  ω: "\\omega ",
  Δ: "\\Delta ",
  Ω: "\\Omega ",
  Σ: "\\Sigma ",
  Φ: "\\Phi ",
};

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ";
const lowered = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙ";
const level = "0123456789+-()n";

const levelled = (marks: string, from: string): string =>
  [...marks].map((mark) => level[from.indexOf(mark)] ?? "").join("");

function replaceUnicode(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text;
  return text
    .replace(/または|或者?|또는/g, " or ")
    .replace(/および|以及|和/g, " and ")
    .replace(
      /(?<=\d\s?)(k?m|[cmd]m|ft|in|yd)([²³])(?![\w^])/g,
      (_, unit: string, sign: string) => `\\text{ ${unit}}^${sign === "²" ? 2 : 3}`,
    )
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ]+/g, (marks) => `^{${levelled(marks, raised)}}`)
    .replace(/[₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙ]+/g, (marks) => `_{${levelled(marks, lowered)}}`)
    .replace(/[^\x20-\x7e]/g, (char) => unicode[char] ?? (char.trim() === "" || char < " " ? " " : char));
}

const doubled =
  /\\\\(?:[dt]?frac|sqrt|begin|text|left|right|pi|cdot|times|infty|boxed|leq?|geq?|neq?|[lg]t|in|cup|cap|pm|mp|theta|alpha|beta|gamma|sin|cos|tan|ln|log|sum|int|math[a-z]{2,4}|circ|angle|binom|emptyset|approx|equiv|quad|ldots|overline|langle|rangle|l?floor|l?ceil)(?![a-z])/;

/** `\\frac` for `\frac` all over the text: what a doubly escaped string leaves. */
function undouble(text: string): string {
  if (!doubled.test(text)) return text;
  const isDoubled = (text.match(/\\+/g) ?? []).every((run) => run.length % 2 === 0);
  if (isDoubled) return text.replace(/\\\\/g, "\\");
  return text.includes("\\begin") ? text : text.replace(/\\\\(?=[a-z]{2})/g, "\\");
}

/** "And" and "or" of other languages, where each is a single word. */
const joints = [
  ["and", "und|et|y|e|i|и|і|en|ve|och|og|dan|và|a"],
  ["or", "oder|ou|o|или|або|of|veya|eller|atau|hoặc|lub"],
] as const;
const jointRules = joints.map(
  ([word, others]) =>
    [
      ` ${word} `,
      new RegExp(String.raw`(?<=\$)\s(?:${others})\s(?=\$)|(?<=[\d})])\s(?:${others})\s(?=[a-z] ?=)`, "g"),
    ] as const,
);

/** "And" and "or" between two formulas, or equations, in English: `$x = 0$ und $y = 3$`. */
const withJoints = (text: string): string =>
  jointRules.reduce((joined, [word, others]) => joined.replace(others, word), text);

/** Dollar signs around formulas go; a single one before a number stays as a currency. */
function stripDollars(text: string): string {
  if (!text.includes("$")) return text;
  const signs = text.match(/\\?\$/g) ?? [];
  const bare = signs.filter((sign) => sign === "$").length;
  const isCurrency = bare === 1 && /\$\s?[\d.]/.test(text);
  return text.replace(/\\?\$/g, (sign) => (sign === "$" && !isCurrency ? " " : "\\$"));
}

const trailing = new Set([".", ",", ";", ":", "\\", " ", "^"]);

/** The text without formula delimiters, emphasis and the full stop of its sentence; an ellipsis stays. */
function bared(text: string): string {
  const plain = text.replace(/&nbsp;|&#160;|~/g, " ").trim();
  const bold = plain.startsWith("**") && plain.endsWith("**") ? plain.slice(2, -2) : plain;
  if (/\.\.\.$|\d\.\.$/.test(bold)) return bold;
  let end = bold.length;
  while (end > 0 && trailing.has(bold[end - 1] ?? "")) end--;
  return bold.slice(0, end).trim();
}

/** The text with one way to write each sign. */
export const clean = (text: string): string =>
  rewrite(bared(stripDollars(withJoints(undouble(replaceUnicode(withoutHtml(folded(text))))))));
