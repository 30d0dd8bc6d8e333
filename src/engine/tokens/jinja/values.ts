import { JinjaError } from "./jinja-error.ts";

/** A float, which Python tells from an integer: `2.0` is written with its point. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A tuple: a list that is written in parentheses. */
export class Tuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** What a name or a member is that does not exist: empty text, false, no items; anything else with it is an error. */
export class Undefined {
  /** The missing name, for the error. */
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** `namespace()`: what a loop's body may change. */
export class Namespace {
  readonly fields: Map<string, Value>;

  constructor(fields: Map<string, Value>) {
    this.fields = fields;
  }
}

/** Arguments by their place and by their name. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** A function, a macro or a method. */
export class Callable {
  readonly call: (args: Arguments) => Value;

  constructor(call: (args: Arguments) => Value) {
    this.call = call;
  }
}

/** A dictionary. */
export type Dict = Map<Value, Value>;

/** A value of a template: numbers are integers, `null` is None. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Float
  | readonly Value[]
  | Tuple
  | Dict
  | Namespace
  | Callable
  | Undefined;

/** A value that JavaScript gives to a template. */
export function toValue(given: unknown): Value {
  if (given === undefined) return new Undefined("a value");
  if (given === null || typeof given === "string" || typeof given === "boolean") return given;
  if (typeof given === "number") return Number.isInteger(given) ? given : new Float(given);
  if (given instanceof Callable) return given;
  if (Array.isArray(given)) return given.map(toValue);
  if (typeof given === "object") return new Map(Object.entries(given).map(([key, value]) => [key, toValue(value)]));
  throw new JinjaError(`a template's variables must be texts, numbers, lists and records, got ${typeof given}`);
}

/** Python's name of a value's type. */
export function typeOf(value: Value): string {
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "int";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof Map) return "dict";
  if (value instanceof Namespace) return "Namespace";
  if (value instanceof Callable) return "function";
  return value instanceof Undefined ? "Undefined" : "list";
}

/** Whether a value is a list: not a tuple. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Whether a value counts as true. */
export function isTrue(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof Undefined) return false;
  return isList(value) ? value.length > 0 : Boolean(value);
}

/** A number's value; a boolean is one. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  return value instanceof Float ? value.value : undefined;
}

/** Python's `==`. */
export function isEqual(a: Value, b: Value): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x === y;
  if (a instanceof Tuple && b instanceof Tuple) return areEqual(a.items, b.items);
  if (isList(a) && isList(b)) return areEqual(a, b);
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && isEqual(value, b.get(key) ?? null));
  }
  return a === b || (a instanceof Undefined && b instanceof Undefined);
}

function areEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => isEqual(item, b[i] ?? null));
}

/** The characters of a text as Python counts them. */
export const characters = (text: string): readonly string[] => [...text];

/** The items that a loop goes through. */
export function itemsOf(value: Value): readonly Value[] {
  if (typeof value === "string") return characters(value);
  if (value instanceof Tuple) return value.items;
  if (value instanceof Map) return [...value.keys()];
  if (value instanceof Undefined) return [];
  if (isList(value)) return value;
  throw new JinjaError(`'${typeOf(value)}' object is not iterable`);
}

/** Python's order: -1, 0 or 1. */
export function order(a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return Math.sign(x - y);
  if (typeof a === "string" && typeof b === "string") return orderOfTexts(a, b);
  const [some, others] = [a instanceof Tuple ? a.items : a, b instanceof Tuple ? b.items : b];
  if (isList(some) && isList(others) && typeOf(a) === typeOf(b)) {
    const at = some.findIndex((item, i) => i >= others.length || !isEqual(item, others[i] ?? null));
    if (at < 0) return Math.sign(some.length - others.length);
    return at >= others.length ? 1 : order(some[at] ?? null, others[at] ?? null);
  }
  throw new JinjaError(`'<' not supported between instances of '${typeOf(a)}' and '${typeOf(b)}'`);
}

/** By code points, where JavaScript's own order is by halves of surrogate pairs. */
function orderOfTexts(a: string, b: string): number {
  const [some, others] = [characters(a), characters(b)];
  const at = some.findIndex((character, i) => character !== others[i]);
  if (at < 0) return Math.sign(some.length - others.length);
  return Math.sign((some[at]?.codePointAt(0) ?? 0) - (others[at]?.codePointAt(0) ?? -1));
}
