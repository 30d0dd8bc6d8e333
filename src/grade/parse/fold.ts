/** The zeros of the scripts whose ten digits follow one another in Unicode. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
];

/** Signs of other scripts that mean what a sign of ASCII means. */
const signs: Readonly<Record<string, string>> = {
  "٫": ".",
  "٬": ",",
  "،": ",",
  "؛": ";",
  "؟": "?",
  "٪": "%",
  "．": ".",
  ℎ: "h",
  ℯ: "e",
  ⅇ: "e",
  ⅈ: "i",
  ⅆ: "d",
  "㎝": "cm",
  "㎜": "mm",
  "㎞": "km",
  "㎏": "kg",
  "㎡": "m^2",
  "㎠": "cm^2",
  "㎥": "m^3",
  "㎤": "cm^3",
};

/** Full-width signs that stay: as ASCII they would be LaTeX's own. */
const kept = new Set("｛｝＄＼＿＾＃＆～");

const isInvisible = (char: string): boolean => /\p{Default_Ignorable_Code_Point}/u.test(char);
const isBlank = (char: string): boolean => /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/.test(char);

/** Control characters that a broken escape left instead of a backslash and a letter: form feed and `rac` is `\frac`. */
const escapes: readonly (readonly [RegExp, string])[] = [
  [/\f(?=[a-z])/g, "\\f"],
  [/[\b](?=[a-z])/g, "\\b"],
  [/\v(?=[a-z])/g, "\\v"],
  [
    /\t(?=(?:extcirc(?![a-z])|ext(?:bf|it|rm|sf|tt|style)?\s?\{|frac|imes(?![a-z])|heta(?![a-z])|an(?![a-z])|au(?![a-z])|riangle|ilde\s?\{|o(?![a-z])))/g,
    "\\t",
  ],
  [/\r(?=(?:ight|ho(?![a-z])|angle|floor|ceil|m\s?\{))/g, "\\r"],
  [/\n(?=(?:eq(?![a-z])|e\s?-?\d|otin(?![a-z])))/g, "\\n"],
];
const escaped = /[\f\b\v\t\r\n](?=[a-z])/;

/** The text with its broken escapes mended; each keeps one unit more than it had. */
export const withEscapes = (text: string): string =>
  escaped.test(text) ? escapes.reduce((result, [sign, meant]) => result.replace(sign, meant), text) : text;

function foldedChar(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const zero = zeros.find((first) => code >= first && code < first + 10);
  if (zero !== undefined) return String(code - zero);
  if (code >= 0xff01 && code <= 0xff5e && !kept.has(char)) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x1d400 && code <= 0x1d7ff) return char.normalize("NFKC");
  if (isInvisible(char)) return "";
  return isBlank(char) ? " " : (signs[char] ?? char);
}

const myriads: Readonly<Record<string, number>> = { 万: 4, 萬: 4, 만: 4, 亿: 8, 億: 8, 억: 8 };

/** What a sign for ten thousand or a hundred million means behind a number: its zeros, or a power of ten behind decimals. */
function myriad(char: string, before: string): string | null {
  const zerosOf = myriads[char];
  if (zerosOf === undefined) return null;
  const number = /\d[\d.,]*$/.exec(before.slice(-12))?.[0];
  if (number === undefined) return null;
  return /[.,]/.test(number) ? `×10^${zerosOf}` : "0".repeat(zerosOf);
}

const numeral = "[一二两兩三四五六七八九十百\\d]";
/** `三分之二`, `百分之二十`: the part of a whole that comes first. */
const chineseFraction = `(?:(${numeral}{1,4})又)?(${numeral}{1,4})分之(${numeral}{1,6})`;
const chineseDigits = "零一二三四五六七八九";

/** The number that Chinese numerals to 999, or digits, write. */
function chineseNumber(numerals: string): number {
  if (/^\d+$/.test(numerals)) return Number(numerals);
  let [total, digit] = [0, 0];
  for (const sign of numerals.replace(/[两兩]/g, "二")) {
    const scale = sign === "十" ? 10 : sign === "百" ? 100 : 0;
    if (scale === 0) digit = chineseDigits.indexOf(sign);
    else {
      total += (digit === 0 ? 1 : digit) * scale;
      digit = 0;
    }
  }
  return total + digit;
}

/** A fraction of Chinese words in digits. */
function fractionIn(words: string): string {
  const [, whole, under = "", over = ""] = new RegExp(chineseFraction, "u").exec(words) ?? [];
  const fraction = `${chineseNumber(over)}/${chineseNumber(under)}`;
  if (under === "百") return `${chineseNumber(over)}%`;
  return whole === undefined ? fraction : `${chineseNumber(whole)} ${fraction}`;
}

const range = (first: number, count: number): string =>
  `\\u{${first.toString(16)}}-\\u{${(first + count - 1).toString(16)}}`;

/** The characters that mean, or may mean, others; all the rest are copied in runs. */
const changing = new RegExp(
  `${chineseFraction}|[${zeros.map((zero) => range(zero, 10)).join("")}${range(0xff01, 0x5e)}${range(0x1d400, 0x400)}${[...Object.keys(signs), ...Object.keys(myriads)].join("")}\\p{Default_Ignorable_Code_Point}\\u00a0\\u2000-\\u200a\\u202f\\u205f\\u3000]`,
  "gu",
);

/** A folded text with the place that each of its UTF-16 units had before. */
export interface FoldedText {
  readonly text: string;
  /** The place in the text that was folded. */
  readonly placeOf: (at: number) => number;
}

/**
 * The text with ASCII digits for those of every script, plain letters for full-width and mathematical ones, and nothing where nothing
 * is seen (zero-width characters, marks of direction).
 */
export function fold(text: string): FoldedText {
  const mended = withEscapes(text);
  if (mended !== text) return foldMended(text, mended);
  if (!/[^\t\n\r\x20-\x7e]/.test(text)) return { text, placeOf: (at) => at };
  const runs: Run[] = [];
  let [result, at] = ["", 0];
  const append = (units: string, from: number, isCopied: boolean): void => {
    if (units === "") return;
    runs.push({ start: result.length, from, isCopied });
    result += units;
  };
  for (const { 0: char, index } of text.matchAll(changing)) {
    append(text.slice(at, index), at, true);
    append(char.includes("分之") ? fractionIn(char) : (myriad(char, result) ?? foldedChar(char)), index, false);
    at = index + char.length;
  }
  append(text.slice(at), at, true);
  return { text: result, placeOf: (place) => (place < result.length ? placeIn(runs, place) : text.length) };
}

/** A run of a folded text: where it starts there, where it came from, and whether it was copied or stands for one sign. */
interface Run {
  readonly start: number;
  readonly from: number;
  readonly isCopied: boolean;
}

/** The place that a unit of a folded text had before. */
function placeIn(runs: readonly Run[], place: number): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.start ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  const run = runs[low];
  return run === undefined ? 0 : run.from + (run.isCopied ? place - run.start : 0);
}

/** The same of a text with broken escapes, each of which is a unit longer when it is mended. */
function foldMended(text: string, mended: string): FoldedText {
  const { text: result, placeOf } = fold(mended);
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    places.push(at);
    if (text[at] !== mended[places.length - 1]) places.push(at);
  }
  return { text: result, placeOf: (place) => places[placeOf(place)] ?? text.length };
}

/** The folded text alone, its broken escapes mended. */
export const folded = (text: string): string => fold(withEscapes(text)).text;
