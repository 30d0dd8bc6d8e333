import type { Rng } from "../../mdp/index.ts";

/** Numbers combined to one, two at a time. */
export interface Combination {
  readonly value: number;
  /** As the numbers were combined: `(3*5)+8`. */
  readonly expression: string;
  /** One calculation a line: `3*5=15`. */
  readonly lines: readonly string[];
}

const largestProduct = 200;

/**
 * Combines all numbers at random, two at a time, the larger one on the left: every result is a positive whole number, or 0
 * where equals are subtracted.
 *
 * @param numbers at least two positive whole numbers
 */
export function combineAtRandom(rng: Rng, numbers: readonly number[]): Combination {
  let pool: readonly Combination[] = numbers.map((value) => ({ value, expression: String(value), lines: [] }));
  const lines: string[] = [];
  while (pool.length > 1) {
    const [one, two, ...rest] = rng.shuffle(pool) as [Combination, Combination, ...Combination[]]; // more than one is left
    const [left, right] = one.value >= two.value ? [one, two] : [two, one];
    const operators = operatorsOf(left.value, right.value);
    const operator = operators[rng.below(operators.length)] ?? "+";
    const value = results[operator](left.value, right.value);
    lines.push(`${left.value}${operator}${right.value}=${value}`);
    pool = [...rest, { value, expression: `${bracketed(left)}${operator}${bracketed(right)}`, lines: [] }];
  }
  const [last] = pool;
  return { value: last?.value ?? 0, expression: last?.expression ?? "", lines };
}

/**
 * Adds and subtracts all numbers at random, one after another: `14-3+8`, which needs no brackets. No total falls below 0.
 *
 * @param numbers at least two positive whole numbers
 */
export function addAndSubtract(rng: Rng, numbers: readonly number[]): Combination {
  const [first = 0, ...rest] = rng.shuffle(numbers);
  let value = first;
  let expression = String(first);
  const lines: string[] = [];
  for (const number of rest) {
    const operator = number <= value && rng.below(2) === 0 ? "-" : "+";
    const total = results[operator](value, number);
    lines.push(`${value}${operator}${number}=${total}`);
    expression += `${operator}${number}`;
    value = total;
  }
  return { value, expression, lines };
}

type Operator = "+" | "-" | "*" | "/";

const results: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** What may be done with two numbers, a >= b >= 0, that makes something of both. */
function operatorsOf(a: number, b: number): readonly Operator[] {
  const operators: Operator[] = ["+", "-"];
  if (b > 1 && a * b <= largestProduct) operators.push("*");
  if (b > 1 && a % b === 0) operators.push("/");
  return operators;
}

const bracketed = ({ expression }: Combination): string => (/^\d+$/.test(expression) ? expression : `(${expression})`);
