/** Text that may hold a number with more digits than a double keeps. */
const mayBeLong = /[\d.]{17}/;

/**
 * JSON whose long numbers keep their digits: an integer beyond 2^53 becomes a bigint, another number that a double cannot hold
 * its own text.
 *
 * @throws SyntaxError where it is not JSON
 */
export function parseExactJson(text: string): unknown {
  if (!mayBeLong.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, { source }: { readonly source?: string } = {}) =>
    typeof value === "number" && source !== undefined ? exactNumber(value, source) : value,
  );
}

function exactNumber(value: number, source: string): number | bigint | string {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  return digitsOf(source) === digitsOf(String(value)) ? value : source;
}

/** A decimal's digits without its zeros at both ends, and its sign; where the point stands does not matter here. */
const digitsOf = (text: string): string => {
  const [mantissa = ""] = text.toLowerCase().split("e");
  return mantissa
    .replace(".", "")
    .replace(/^(-?)0+/, "$1")
    .replace(/0+$/, "");
};
