/** The three answers of a comparison; `unknown` says that neither could be shown. */
export type Verdict = "equal" | "different" | "unknown";

interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

const maxChars = 300;

function stripped(text: string): string {
  return text
    .replace(/\\(?:left|right|displaystyle)(?![A-Za-z])|\\[!,;: ]|\\?[$€£]|\{,\}/g, (mark) =>
      mark === "{,}" ? "," : "",
    )
    .replace(/\\?%/g, "")
    .replace(/\\[dtc]frac/g, "\\frac")
    .replace(/\\(?:text|mbox|mathrm|textbf|mathbf)\s*\{([^{}]*)\}/g, " $1 ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.,]$/, "");
}

function decimal(text: string): Rational | null {
  const match = /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d{1,3}))?$/i.exec(text);
  if (match === null || (match[2] ?? "") + (match[3] ?? "") === "") return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return shift >= 0
    ? { over: digits * 10n ** BigInt(shift), under: 1n }
    : { over: digits, under: 10n ** BigInt(-shift) };
}

function quotient(a: Rational | null, b: Rational | null, sign: bigint): Rational | null {
  if (a === null || b === null || b.over === 0n) return null;
  return { over: sign * a.over * b.under, under: a.under * b.over };
}

/** Reads an exact rational: integers, decimals, fractions, mixed numbers, scientific notation; words after it are a unit. */
function rational(text: string): Rational | null {
  const bare = text.replace(/(?<=\d)\s*(?:\^\{?\\circ\}?|°|[A-Za-z]{2}[A-Za-z .]*(?:\^\{?\d\}?)?)$/, "");
  const plain = bare.replace(/(?<=\d),\s?(?=\d{3}(?!\d))/g, "").replace(/−/g, "-");
  const fraction = /^([-+]?)(?:(\d+) ?)?\\frac ?(?:\{([^{}]+)\}|(\d)) ?(?:\{([^{}]+)\}|(\d))$/.exec(plain);
  if (fraction !== null) {
    const [, sign, whole = "0", a, a1, b, b1] = fraction;
    const part = quotient(decimal((a ?? a1 ?? "").trim()), decimal((b ?? b1 ?? "").trim()), 1n);
    if (part === null) return null;
    return { over: (sign === "-" ? -1n : 1n) * (BigInt(whole) * part.under + part.over), under: part.under };
  }
  const slash = /^([-+]?[\d.]+) ?\/ ?([-+]?[\d.]+)$/.exec(plain);
  if (slash !== null) return quotient(decimal(slash[1] ?? ""), decimal(slash[2] ?? ""), 1n);
  return decimal(plain.replace(/^([-+]) /, "$1"));
}

/**
 * Whether two answers mean the same.
 *
 * @returns `unknown` where neither equality nor difference could be shown within the budget
 */
export function equivalent(a: string, b: string): Verdict {
  const [left, right] = [stripped(a), stripped(b)];
  if (left !== "" && left === right) return "equal";
  if (left.length > maxChars || right.length > maxChars) return "unknown";
  const [x, y] = [rational(left), rational(right)];
  if (x !== null && y !== null) return x.over * y.under === y.over * x.under ? "equal" : "different";
  if (left === "" || right === "") return "different";
  return left.replace(/\s/g, "").toLowerCase() === right.replace(/\s/g, "").toLowerCase() ? "equal" : "different";
}
