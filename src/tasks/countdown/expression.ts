import { calculate, type Rational } from "./rational.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** An expression's value, and the numbers it is made of. */
export interface Expression {
  readonly value: Rational;
  /** As written, in order, with repeats. */
  readonly numbers: readonly bigint[];
}

const precedence: Readonly<Record<string, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, negate: 3 };

/**
 * Parses and evaluates an arithmetic expression exactly, by Dijkstra's shunting yard: no recursion, and its cost is bounded
 * by the text's length, which is at most 400 characters.
 *
 * @returns the expression, or why it is none
 */
export function readExpression(text: string): Expression | { readonly fault: string } {
  const tokens = tokensOf(text);
  if (tokens === undefined || tokens.length === 0) return { fault: "is not an arithmetic expression" };
  const values: Rational[] = [];
  const waiting: string[] = []; // operators and open brackets
  let expectsOperand = true;
  for (const token of tokens) {
    if (isOperandStart(token) !== expectsOperand) return { fault: "is not an arithmetic expression" };
    expectsOperand = token.kind === "operator" || token.kind === "open";
    if (!take(token, values, waiting)) return { fault: "divides by zero or has unpaired brackets" };
  }
  while (waiting.length > 0) if (!apply(waiting.pop(), values)) return { fault: "divides by zero or is unfinished" };
  const [value] = values;
  if (value === undefined || values.length > 1) return { fault: "is not an arithmetic expression" };
  return { value, numbers: tokens.flatMap((token) => (token.kind === "number" ? [token.value] : [])) };
}

const isOperandStart = (token: Token): boolean =>
  token.kind === "number" || token.kind === "open" || (token.kind === "operator" && token.operator === "negate");

function take(token: Token, values: Rational[], waiting: string[]): boolean {
  if (token.kind === "number") {
    values.push({ over: token.value, under: 1n });
    return true;
  }
  if (token.kind === "open") {
    waiting.push("(");
    return true;
  }
  if (token.kind === "close") {
    while (waiting.length > 0 && waiting.at(-1) !== "(") if (!apply(waiting.pop(), values)) return false;
    return waiting.pop() === "(";
  }
  const strength = token.operator === "negate" ? Infinity : (precedence[token.operator] ?? 0); // a sign waits for its operand
  while ((precedence[waiting.at(-1) ?? "("] ?? 0) >= strength) if (!apply(waiting.pop(), values)) return false;
  waiting.push(token.operator);
  return true;
}

function apply(operator: string | undefined, values: Rational[]): boolean {
  const right = values.pop();
  if (operator === undefined || operator === "(" || right === undefined) return false;
  if (operator === "negate") {
    values.push({ over: -right.over, under: right.under });
    return true;
  }
  const left = values.pop();
  const result = left === undefined ? undefined : calculate(operator, left, right);
  if (result !== undefined) values.push(result);
  return result !== undefined;
}
