/** |got - want| / |want| of two vectors; NaN where a number is missing. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let [differences, squares] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    differences += ((want[i] ?? NaN) - (got[i] ?? NaN)) ** 2;
    squares += (want[i] ?? NaN) ** 2;
  }
  return Math.sqrt(differences / squares);
}

/** max |got - want| of two vectors; NaN where their lengths differ. */
export function greatestDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Number.NaN;
  let most = 0;
  for (let i = 0; i < want.length; i++) most = Math.max(most, Math.abs((want[i] ?? NaN) - (got[i] ?? NaN)));
  return most;
}
