import { add, integer, type Rational, ratio } from "../numbers/rational.ts";
import type { NumberNode } from "./node.ts";

/** A literal with the end of its text. */
export interface Literal {
  readonly node: NumberNode;
  readonly end: number;
}

const maxDigits = 20_000;
const maxExponent = 5000;

// Groups of digits: after `,\!` two or three, after `,` `{,}` `\,` or a blank exactly three; the first begins with no 0.
const grouped =
  /(?!0)\d{1,3}(?:(?:,\s?\\!\s?\d{2,3}(?!\d))+|(?:\.\d{3}){2,}(?![\d.])|(?:['\u2019]\d{3}(?!\d))+|(?:\{,\}\s?\d{3}(?!\d))+|(?:\\,\s?\d{3}(?![\d.\\]*\d))+|(?:\s\d{3}(?![\d/]))+)/y;
const withCommas = /(?!0+,)\d{1,3}(?:,\d{3}(?!\d))+|\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])/y; // the second: lakhs and crores; `0,125` is no thousand
const plainDigits = /\d+/y;
const fractionDigits = /\.(\d+)|\{,\}(\d+)|\.(?=\\(?:overline|bar|dot)(?![A-Za-z])|\(\d{1,20}\))/y;
const repeating = /(?:\\overline|\\bar|\\dot)\s?\{?(\d+)\}?|\((\d+)\)/y;
const ellipsis = /\.\.\.?|\s?\\(?:l|c)?dots(?![A-Za-z])/y;
/** Decimals before an ellipsis that show what repeats: `.33`, `.1666`, `.1818`. */
const shownPeriod =
  /^(?<once>\d)\k<once>+$|^(?<before>\d{0,40}?)(?<digit>\d)\k<digit>{2,}$|^(?<head>\d{0,40}?)(?<block>\d{2,12}?)\k<block>+$/;
const exponentPart = /[eE]([-+]?\d{1,5})(?![\d.A-Za-z])/y;
const basedDigits = /[0-9A-Z]{0,60}?\d[0-9A-Z]{0,60}/y;
const basePart = /\s?_\s?(?:\{\s?(?:\\text\{)?(\d{1,2}|[a-z]{3,7})\}?\s?\}|(\d{1,2}))/y;
const mixedFraction =
  /(?:\s|\\[ ,;:!]|~)*\\[dtc]?frac\s*(?:\{\s?(\d+)\s?\}|(\d))\s*(?:\{\s?(\d+)\s?\}|(\d))|(?:\s+|\s*\\[ ,;]\s*)(\d+)\/(\d+)(?![\d.(]|\s*[A-Za-z](?![A-Za-z])|[A-Za-z])/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const baseNames: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  sixteen: 16,
};

/** The value of digits (0-9, A-Z) in a base, or null where a digit does not exist in it. */
function inBase(digits: string, base: number): bigint | null {
  if (!(base >= 2 && base <= 36) || digits.length > 200) return null;
  let value = 0n;
  for (const digit of digits) {
    const place = Number.parseInt(digit, 36);
    if (!(place < base)) return null;
    value = value * BigInt(base) + BigInt(place);
  }
  return value;
}

/** A number in a stated base, such as `4210_{7}` or `A5_{11}`, at `at`. */
export function readInBase(text: string, at: number): Literal | null {
  const digits = match(basedDigits, text, at);
  if (digits === null) return null;
  const end = at + digits[0].length;
  const mark = match(basePart, text, end);
  if (mark === null) return null;
  const named = mark[1] ?? mark[2] ?? "";
  const base = baseNames[named] ?? Number(named);
  const value = inBase(digits[0], base);
  if (value === null) return null;
  const node: NumberNode = {
    kind: "number",
    value: integer(value),
    places: 0,
    significant: 0,
    inBase: { digits: digits[0], base },
  };
  return { node, end: end + mark[0].length };
}

interface WholePart {
  readonly digits: string;
  readonly end: number;
}

function readWhole(text: string, at: number, joinsCommas: boolean): WholePart | null {
  if (text[at] === ".") return { digits: "", end: at };
  const long = match(grouped, text, at) ?? (joinsCommas ? match(withCommas, text, at) : null);
  const found = long ?? match(plainDigits, text, at);
  return found === null ? null : { digits: found[0].replace(/\D/g, ""), end: at + found[0].length };
}

function decimalNode(whole: string, fraction: string, exponent: number): NumberNode {
  const places = fraction.length - exponent;
  const digits = BigInt(whole + fraction);
  const value = places >= 0 ? ratio(digits, 10n ** BigInt(places)) : integer(digits * 10n ** BigInt(-places));
  const significant = significantDigits(whole + fraction);
  return { kind: "number", value, places: Math.max(0, places), significant };
}

/** How many digits a literal shows from the first that is not 0. */
function significantDigits(digits: string): number {
  let start = 0;
  while (start < digits.length && digits[start] === "0") start++;
  return digits.length - start;
}

/** 0.1(23) = (123 - 1) / 990. */
function repeatingNode(whole: string, fraction: string, period: string): NumberNode {
  const all = BigInt(whole + fraction + period);
  const before = BigInt(whole + fraction === "" ? "0" : whole + fraction);
  const under = (10n ** BigInt(period.length) - 1n) * 10n ** BigInt(fraction.length);
  return { kind: "number", value: ratio(all - before, under), places: 0, significant: 0 };
}

/** The proper fraction of a mixed number right after its whole part: `1\frac12`, `3 1/2`. */
function readMixed(text: string, whole: bigint, at: number): { value: Rational; end: number } | null {
  const found = match(mixedFraction, text, at);
  if (found === null) return null;
  const over = BigInt(found[1] ?? found[2] ?? found[5] ?? "0");
  const under = BigInt(found[3] ?? found[4] ?? found[6] ?? "1");
  if (under === 0n || over >= under) return null;
  return { value: add(integer(whole), ratio(over, under)), end: at + found[0].length };
}

/**
 * The number that begins at `at`: separators of thousands, decimals, repeating decimals, exponents, mixed numbers, bases.
 *
 * @param joinsCommas whether `1,234` is one number (else it is a list of two)
 * @returns null where no number begins or it is longer than the limits
 */
export function readNumber(text: string, at: number, joinsCommas: boolean): Literal | null {
  const based = readInBase(text, at);
  if (based !== null) return based;
  const whole = readWhole(text, at, joinsCommas);
  if (whole === null || whole.digits.length > maxDigits) return null;
  const decimals = match(fractionDigits, text, whole.end);
  if (whole.digits === "" && decimals === null) return null;
  if (decimals === null) {
    const exponent = match(exponentPart, text, whole.end);
    const power = exponent === null ? 0 : Number(exponent[1]);
    if (Math.abs(power) > maxExponent) return null;
    if (exponent !== null) return { node: decimalNode(whole.digits, "", power), end: whole.end + exponent[0].length };
    const mixed = readMixed(text, BigInt(whole.digits), whole.end);
    if (mixed !== null)
      return { node: { kind: "number", value: mixed.value, places: 0, significant: 0 }, end: mixed.end };
    return { node: decimalNode(whole.digits, "", 0), end: whole.end };
  }
  const fraction = decimals[1] ?? decimals[2] ?? "";
  let end = whole.end + decimals[0].length;
  if (fraction.length > maxDigits) return null;
  const period = match(repeating, text, end);
  if (period !== null) {
    const digits = period[1] ?? period[2] ?? "0";
    return { node: repeatingNode(whole.digits || "0", fraction, digits), end: end + period[0].length };
  }
  const dots = match(ellipsis, text, end)?.[0].length ?? 0;
  const shown = dots > 0 ? shownPeriod.exec(fraction)?.groups : undefined;
  end += dots;
  if (shown !== undefined) {
    const { once, before, digit, head, block } = shown;
    return { node: repeatingNode(whole.digits || "0", before ?? head ?? "", once ?? digit ?? block ?? "0"), end };
  }
  const exponent = match(exponentPart, text, end);
  const power = exponent === null ? 0 : Number(exponent[1]);
  if (Math.abs(power) > maxExponent) return null;
  return { node: decimalNode(whole.digits || "0", fraction, power), end: end + (exponent?.[0].length ?? 0) };
}
