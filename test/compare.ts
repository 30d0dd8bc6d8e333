/** |got - want| / |want| of two vectors; NaN where a number is missing. */
export function relativeError(got: ArrayLike<number>, want: readonly number[]): number {
  return Math.hypot(...want.map((x, i) => x - (got[i] ?? Number.NaN))) / Math.hypot(...want);
}

/** max |got - want| of two vectors; NaN where their lengths differ. */
export function greatestDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Number.NaN;
  let most = 0;
  for (let i = 0; i < want.length; i++) most = Math.max(most, Math.abs((want[i] ?? NaN) - (got[i] ?? NaN)));
  return most;
}
