/** |got - want| / |want| of two vectors; NaN where a number is missing. */
export function relativeError(got: ArrayLike<number>, want: readonly number[]): number {
  return Math.hypot(...want.map((x, i) => x - (got[i] ?? Number.NaN))) / Math.hypot(...want);
}
