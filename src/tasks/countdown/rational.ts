/** An exact fraction; `under` is never 0. */
export interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

/** The result of +, -, * or /; undefined where it would divide by zero. */
export function calculate(operator: string, a: Rational, b: Rational): Rational | undefined {
  if (operator === "*") return { over: a.over * b.over, under: a.under * b.under };
  if (operator === "/") return b.over === 0n ? undefined : { over: a.over * b.under, under: a.under * b.over };
  const right = operator === "-" ? -b.over : b.over;
  return { over: a.over * b.under + right * a.under, under: a.under * b.under };
}

/** Whether a fraction is this whole number. */
export function isWhole(a: Rational, n: bigint): boolean {
  return a.over === n * a.under;
}
