import { bind } from "./arguments.ts";
import { JinjaError } from "./jinja-error.ts";
import { isMember, operate } from "./operators.ts";
import type { Arguments, Value } from "./values.ts";
import { Callable, Float, isEqual, isList, isTrue, numberOf, Tuple, typeOf, Undefined } from "./values.ts";

/** Whether a value passes a test. */
type Test = (value: Value, args: Arguments) => boolean;

const plain =
  (test: (value: Value) => boolean): Test =>
  (value, args) => {
    bind("test", args, []);
    return test(value);
  };

const against =
  (test: (value: Value, other: Value) => boolean): Test =>
  (value, args) =>
    test(value, bind("test", args, ["other"])[0] ?? null);

const remainder = (value: Value, by: number): number => {
  const number = numberOf(value);
  if (number === undefined) throw new JinjaError(`a ${typeOf(value)} has no remainder`);
  return ((number % by) + by) % by;
};
const compared = (operator: string): Test => against((value, other) => isTrue(operate(operator, value, other)));
const isSequence = (value: Value): boolean =>
  typeof value === "string" ||
  isList(value) ||
  value instanceof Tuple ||
  value instanceof Map ||
  value instanceof Undefined;
const isSame = (value: Value, other: Value): boolean => value === other && !(typeof value === "string" && value === "");

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["boolean", plain((value) => typeof value === "boolean")],
  ["callable", plain((value) => value instanceof Callable)],
  ["defined", plain((value) => !(value instanceof Undefined))],
  ["undefined", plain((value) => value instanceof Undefined)],
  ["none", plain((value) => value === null)],
  ["true", plain((value) => value === true)],
  ["false", plain((value) => value === false)],
  ["integer", plain((value) => typeof value === "number")],
  ["float", plain((value) => value instanceof Float)],
  ["number", plain((value) => numberOf(value) !== undefined)],
  ["string", plain((value) => typeof value === "string")],
  ["mapping", plain((value) => value instanceof Map)],
  ["sequence", plain(isSequence)],
  ["iterable", plain(isSequence)],
  ["odd", plain((value) => remainder(value, 2) === 1)],
  ["even", plain((value) => remainder(value, 2) === 0)],
  [
    "lower",
    plain((value) => typeof value === "string" && value === value.toLowerCase() && value !== value.toUpperCase()),
  ],
  [
    "upper",
    plain((value) => typeof value === "string" && value === value.toUpperCase() && value !== value.toLowerCase()),
  ],
  ["divisibleby", against((value, other) => remainder(value, numberOf(other) ?? Number.NaN) === 0)],
  ["in", against(isMember)],
  ["sameas", against((value, other) => isSame(value, other))],
  ["eq", against(isEqual)],
  ["equalto", against(isEqual)],
  ["==", against(isEqual)],
  ["ne", against((value, other) => !isEqual(value, other))],
  ["!=", against((value, other) => !isEqual(value, other))],
  ...[
    ["lt", "<"],
    ["lessthan", "<"],
    ["<", "<"],
    ["gt", ">"],
    ["greaterthan", ">"],
    [">", ">"],
    ["le", "<="],
    ["<=", "<="],
    ["ge", ">="],
    [">=", ">="],
  ].map(([name = "", operator = ""]) => [name, compared(operator)] as const),
]);

/** A test by its name. */
export function testOf(name: string): Test {
  const test = tests.get(name);
  if (test === undefined) throw new JinjaError(`no test named '${name}'`);
  return test;
}
