import { formatPercent } from "./formats.ts";
import { JinjaError } from "./jinja-error.ts";
import { str } from "./text.ts";
import type { Value } from "./values.ts";
import { characters, Float, isEqual, isList, itemsOf, numberOf, order, Tuple, typeOf, Undefined } from "./values.ts";

const comparisons: ReadonlyMap<string, (sign: number) => boolean> = new Map([
  ["<", (sign: number) => sign < 0],
  [">", (sign: number) => sign > 0],
  ["<=", (sign: number) => sign <= 0],
  [">=", (sign: number) => sign >= 0],
]);

/** The result of an operator other than `and` and `or` on two values. */
export function operate(operator: string, left: Value, right: Value): Value {
  if (operator === "==") return isEqual(left, right);
  if (operator === "!=") return !isEqual(left, right);
  if (operator === "~") return str(left) + str(right);
  if (operator === "in") return isMember(left, right);
  if (operator === "not in") return !isMember(left, right);
  for (const value of [left, right])
    if (value instanceof Undefined) throw new JinjaError(`'${value.what}' is undefined`);
  const compare = comparisons.get(operator);
  if (compare !== undefined) return compare(order(left, right));
  return arithmetic(operator, left, right) ?? sequences(operator, left, right) ?? unsupported(operator, left, right);
}

/** Whether a container has an item, or a text a part. */
export function isMember(item: Value, container: Value): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") return container.includes(item);
    throw new JinjaError(`'in <string>' requires string as left operand, not ${typeOf(item)}`);
  }
  if (container instanceof Map) return container.has(item);
  return itemsOf(container).some((other) => isEqual(item, other));
}

function arithmetic(operator: string, left: Value, right: Value): Value | undefined {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const isFloat = left instanceof Float || right instanceof Float;
  const number = (value: number): Value => (isFloat ? new Float(value) : value);
  if (["/", "//", "%"].includes(operator) && b === 0) throw new JinjaError("division by zero");
  switch (operator) {
    case "+":
      return number(a + b);
    case "-":
      return number(a - b);
    case "*":
      return number(a * b);
    case "/":
      return new Float(a / b);
    case "//":
      return number(Math.floor(a / b));
    case "%":
      return number(a - b * Math.floor(a / b)); // the sign is the divisor's
    case "**":
      return b < 0 ? new Float(a ** b) : number(a ** b);
    default:
      return undefined;
  }
}

function sequences(operator: string, left: Value, right: Value): Value | undefined {
  if (operator === "%" && typeof left === "string") return formatPercent(left, right);
  if (operator === "*") return repeated(left, right) ?? repeated(right, left);
  if (operator !== "+") return undefined;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (left instanceof Tuple && right instanceof Tuple) return new Tuple([...left.items, ...right.items]);
  return isList(left) && isList(right) ? [...left, ...right] : undefined;
}

function repeated(value: Value, times: Value): Value | undefined {
  const count = numberOf(times);
  if (count === undefined || !Number.isInteger(count)) return undefined;
  const most = 10_000_000; // a hostile template must not take the memory
  const size = (typeof value === "string" ? characters(value).length : 1) * count;
  if (size > most) throw new JinjaError(`a text or list must not be repeated to ${size} items`);
  if (typeof value === "string") return value.repeat(Math.max(0, count));
  return isList(value) ? Array.from({ length: Math.max(0, count) }, () => value).flat() : undefined;
}

function unsupported(operator: string, left: Value, right: Value): never {
  throw new JinjaError(`unsupported operand types for ${operator}: '${typeOf(left)}' and '${typeOf(right)}'`);
}
