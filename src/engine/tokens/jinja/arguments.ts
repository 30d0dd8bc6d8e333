import { JinjaError } from "./jinja-error.ts";
import type { Arguments, Value } from "./values.ts";
import { numberOf, typeOf } from "./values.ts";

/**
 * The arguments of a call in the order of the parameters, as Python binds them.
 *
 * @throws JinjaError for one that there is no parameter for
 */
export function bind(
  callee: string,
  { positional, named }: Arguments,
  parameters: readonly string[],
): readonly (Value | undefined)[] {
  if (positional.length > parameters.length) {
    throw new JinjaError(`${callee}() takes at most ${parameters.length} arguments, got ${positional.length}`);
  }
  const foreign = [...named.keys()].find((name) => !parameters.includes(name));
  if (foreign !== undefined) throw new JinjaError(`${callee}() got an unexpected keyword argument '${foreign}'`);
  return parameters.map((name, i) => positional[i] ?? named.get(name) ?? (i < positional.length ? null : undefined));
}

/** An argument that must be a text. */
export function textArgument(callee: string, value: Value | undefined, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === "string") return value;
  throw new JinjaError(`${callee} must be given a str, got ${value === undefined ? "nothing" : typeOf(value)}`);
}

/** An argument that must be a whole number. */
export function integerArgument(callee: string, value: Value | undefined, fallback?: number): number {
  const number = value === undefined ? fallback : numberOf(value);
  if (number !== undefined && Number.isInteger(number)) return number;
  throw new JinjaError(`${callee} must be given an int, got ${value === undefined ? "nothing" : typeOf(value)}`);
}
