import { filters } from "./filters.ts";
import { JinjaError } from "./jinja-error.ts";
import { attributeOf, itemOf, slice } from "./members.ts";
import type { Call, Expression, Name, Slice } from "./nodes.ts";
import { operate } from "./operators.ts";
import type { Scope } from "./scope.ts";
import { str } from "./text.ts";
import { testOf } from "./tests.ts";
import type { Arguments, Value } from "./values.ts";
import { Callable, Float, isTrue, itemsOf, numberOf, Tuple, typeOf, Undefined } from "./values.ts";

/** The value of an expression. */
export function evaluate(node: Expression, scope: Scope): Value {
  switch (node.type) {
    case "StringLiteral":
    case "IntegerLiteral":
      return node.value;
    case "FloatLiteral":
      return new Float(node.value);
    case "ArrayLiteral":
      return node.value.map((item) => evaluate(item, scope));
    case "TupleLiteral":
      return new Tuple(node.value.map((item) => evaluate(item, scope)));
    case "ObjectLiteral":
      return new Map([...node.value].map(([key, value]) => [evaluate(key, scope), evaluate(value, scope)]));
    case "Identifier":
      return scope.find(node.value);
    case "MemberExpression":
      return member(node, scope);
    case "CallExpression":
      return call(node, scope);
    case "BinaryExpression":
      return binary(node, scope);
    case "UnaryExpression":
      return unary(node.operator.value, evaluate(node.argument, scope));
    case "FilterExpression":
      return filtered(evaluate(node.operand, scope), node.filter, scope);
    case "TestExpression":
      return (
        testOf(node.test.value)(evaluate(node.operand, scope), { positional: [], named: new Map() }) !== node.negate
      );
    case "SelectExpression":
      return isTrue(evaluate(node.test, scope))
        ? evaluate(node.lhs, scope)
        : new Undefined("the inline if-expression without else");
    case "Ternary":
      return evaluate(isTrue(evaluate(node.condition, scope)) ? node.trueExpr : node.falseExpr, scope);
    case "SliceExpression":
    case "KeywordArgumentExpression":
    case "SpreadExpression":
    case "KeywordSpreadExpression":
      throw new JinjaError(`a ${node.type} has no value here`);
  }
}

function member(
  { object, property, computed }: Extract<Expression, { type: "MemberExpression" }>,
  scope: Scope,
): Value {
  const value = evaluate(object, scope);
  if (property.type === "SliceExpression") return slice(value, boundsOf(property, scope));
  if (computed) return itemOf(value, evaluate(property, scope));
  if (property.type === "Identifier") return attributeOf(value, property.value);
  return itemOf(value, evaluate(property, scope)); // list.0
}

function boundsOf({ start, stop, step }: Slice, scope: Scope): readonly (number | undefined)[] {
  return [start, stop, step].map((bound) => {
    const value = bound === undefined ? null : evaluate(bound, scope);
    if (value === null) return undefined;
    const number = numberOf(value);
    if (number !== undefined && Number.isInteger(number) && !(value instanceof Float)) return number;
    throw new JinjaError(`slice indices must be integers or None, got ${typeOf(value)}`);
  });
}

function binary({ operator, left, right }: Extract<Expression, { type: "BinaryExpression" }>, scope: Scope): Value {
  const first = evaluate(left, scope);
  if (operator.value === "and") return isTrue(first) ? evaluate(right, scope) : first;
  if (operator.value === "or") return isTrue(first) ? first : evaluate(right, scope);
  return operate(operator.value, first, evaluate(right, scope));
}

function unary(operator: string, value: Value): Value {
  if (operator === "not") return !isTrue(value);
  const number = numberOf(value);
  if (number === undefined) throw new JinjaError(`bad operand type for unary ${operator}: '${typeOf(value)}'`);
  const signed = operator === "-" ? -number : number;
  return value instanceof Float ? new Float(signed) : signed + 0; // an integer zero has no sign
}

function call({ callee, args }: Call, scope: Scope): Value {
  const value = evaluate(callee, scope);
  if (value instanceof Callable) return value.call(argumentsOf(args, scope));
  const name = callee.type === "Identifier" ? `'${callee.value}'` : "what is called";
  throw new JinjaError(
    value instanceof Undefined ? `${name} is undefined` : `'${typeOf(value)}' object is not callable`,
  );
}

/** A filter as a function of a value. */
export function filtered(value: Value, filter: Name | Call, scope: Scope): Value {
  const name = filterName(filter);
  const apply = filters.get(name);
  if (apply === undefined) throw new JinjaError(`no filter named '${name}'`);
  return apply(value, argumentsOf(filter.type === "CallExpression" ? filter.args : [], scope));
}

/** The name of the filter that a node applies. */
export function filterName(filter: Name | Call): string {
  const { callee } = filter.type === "CallExpression" ? filter : { callee: filter };
  return callee.type === "Identifier" ? callee.value : "?";
}

/** The values of a call's arguments. */
export function argumentsOf(args: readonly Expression[], scope: Scope): Arguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  for (const one of args) {
    if (one.type === "KeywordArgumentExpression") named.set(one.key.value, evaluate(one.value, scope));
    else if (one.type === "SpreadExpression") positional.push(...itemsOf(evaluate(one.argument, scope)));
    else if (one.type === "KeywordSpreadExpression") {
      const record = evaluate(one.argument, scope);
      if (!(record instanceof Map)) throw new JinjaError("argument after ** must be a mapping");
      for (const [key, value] of record) named.set(str(key), value);
    } else positional.push(evaluate(one, scope));
  }
  return { positional, named };
}
