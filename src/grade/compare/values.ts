import { absoluteError, addBalls, type Ball, ballToDouble, negateBall } from "../numbers/ball.ts";
import { type Complex, ComplexField } from "../numbers/complex.ts";
import { asComplex, type Value } from "../evaluate/evaluate.ts";
import { bitLength, equalRationals } from "../numbers/rational.ts";
import type { Verdict } from "./verdict.ts";

/** Working precisions in bits: the second settles what the first leaves open. */
export const precisions = [160, 448] as const;

const fields = new Map<number, ComplexField>(precisions.map((bits) => [bits, new ComplexField(bits)]));

/** The complex numbers at one of the working precisions. */
export const fieldOf = (precision: number): ComplexField => fields.get(precision) ?? new ComplexField(precision);

const topBit = (a: Ball): number => (a.mid === 0n ? -Infinity : a.exp + bitLength(a.mid));
const errorBit = (a: Ball): number => (a.rad === 0 ? -Infinity : a.exp + Math.log2(a.rad));

/** Whether the ball's error excludes 0. */
const excludesZero = (a: Ball): boolean => Math.abs(Number(a.mid)) > a.rad;

/**
 * Compares two values that were computed at one precision. Different means that the errors exclude equality; equal that the difference
 * is 0 within an error that is tiny relative to the values. Two sums that cancel to 0 are equal once their error is below 2^-120.
 */
export function compareValues(x: Value, y: Value, field: ComplexField): Verdict {
  if (x.kind === "exact" && y.kind === "exact") return equalRationals(x.value, y.value) ? "equal" : "different";
  const [a, b] = [asComplex(x, field), asComplex(y, field)];
  if (a === null || b === null) return "unknown";
  const re = addBalls(a.re, negateBall(b.re), field.precision);
  const im = addBalls(a.im, negateBall(b.im), field.precision);
  if (re === null || im === null) return "unknown";
  if (excludesZero(re) || excludesZero(im)) return "different";
  const size = Math.max(topBit(a.re), topBit(a.im), topBit(b.re), topBit(b.im));
  const error = Math.max(errorBit(re), errorBit(im));
  return error < size - 60 || error < -120 ? "equal" : "unknown";
}

/** |x - y| / max(|x|, |y|) of the midpoints, as a double. */
export function relativeDistance(a: Complex, b: Complex): number {
  const [ax, ay, bx, by] = [a.re, a.im, b.re, b.im].map(ballToDouble) as [number, number, number, number]; // map keeps the length
  const size = Math.max(Math.hypot(ax, ay), Math.hypot(bx, by));
  return size === 0 ? 0 : Math.hypot(ax - bx, ay - by) / size;
}

/** Whether two complex balls have a point in common. */
export function overlap(a: Complex, b: Complex, precision: number): boolean {
  const re = addBalls(a.re, negateBall(b.re), precision);
  const im = addBalls(a.im, negateBall(b.im), precision);
  return re !== null && im !== null && !excludesZero(re) && !excludesZero(im) && Number.isFinite(absoluteError(re));
}
