import { absolute, type Rational, subtract } from "../numbers/rational.ts";
import type { Node, NumberNode } from "../parse/node.ts";

/** A literal with its sign taken into the value; null for all else. */
function literalOf(node: Node): NumberNode | null {
  if (node.kind === "number") return node.inBase === undefined && node.significant > 0 ? node : null;
  const [only] = node.kind === "apply" && node.operator === "negate" ? node.args : [];
  const inner = only?.kind === "number" ? literalOf(only) : null;
  return inner === null ? null : { ...inner, value: { over: -inner.value.over, under: inner.value.under } };
}

const minPlaces = 4;
/** From how many digits on a decimal is a double that a program printed, and how many one that is not a double may have. */
const doubleDigits = 15;
const plainDigits = 12;
const doubleErrorBits = 50n;

const isWithin = (distance: Rational, over: bigint, under: bigint): boolean =>
  distance.over * under <= over * distance.under;

/** Whether `noisy` is a computed decimal with `plain` as its value. */
function isNoisy(noisy: NumberNode, plain: NumberNode): boolean {
  if (noisy.places < minPlaces || plain.value.over === 0n || noisy.places <= plain.places) return false;
  const distance = absolute(subtract(noisy.value, plain.value));
  if (plain.places === 0 && isWithin(distance, 1n, 10n ** BigInt(noisy.places))) return true;
  if (noisy.significant < doubleDigits || plain.significant > plainDigits) return false;
  const size = absolute(plain.value);
  return isWithin(distance, size.over, size.under << doubleErrorBits);
}

/**
 * Whether two literals differ by the noise of floating point alone. A computed decimal is one of the two nearest to its value, so that
 * one of at least four places that lies within a unit of its last place of a whole number other than 0 is that number: `2.0001`,
 * `0.99999`. One of 15 digits and more is a double, good to a few of its last bits: `0.30000000000000004`.
 */
export function isFloatNoise(a: Node, b: Node): boolean {
  const [x, y] = [literalOf(a), literalOf(b)];
  return x !== null && y !== null && (isNoisy(x, y) || isNoisy(y, x));
}
