import { bind } from "./arguments.ts";
import { evaluate, argumentsOf, filtered } from "./expressions.ts";
import { JinjaError } from "./jinja-error.ts";
import type { Assignment, Body, Expression, Loop, Node } from "./nodes.ts";
import { Scope } from "./scope.ts";
import { str } from "./text.ts";
import type { Arguments, Value } from "./values.ts";
import { Callable, isEqual, isTrue, itemsOf, Namespace, Tuple, typeOf, Undefined } from "./values.ts";

/** Ends a round of a loop early. */
type Jump = "Break" | "Continue" | undefined;
/** The text written so far. */
type Output = string[];

/** Renders a template's statements. */
export function render(body: Body, scope: Scope): string {
  const output: Output = [];
  run(body, scope, output);
  return output.join("");
}

function run(body: Body, scope: Scope, output: Output): Jump {
  for (const node of body) {
    const jump = step(node, scope, output);
    if (jump !== undefined) return jump; // what was written before it stays
  }
  return undefined;
}

function step(node: Node, scope: Scope, output: Output): Jump {
  switch (node.type) {
    case "Comment":
      return undefined;
    case "Break":
    case "Continue":
      return node.type;
    case "If":
      return run(isTrue(evaluate(node.test, scope)) ? node.body : node.alternate, scope, output);
    case "For":
      return loop(node, scope, output);
    case "Set":
      assignStatement(node, scope);
      return undefined;
    case "Macro":
      scope.set(node.name.value, macro(node.name.value, node.args, node.body, scope));
      return undefined;
    case "CallStatement": {
      const caller = macro("caller", node.callerArgs ?? [], node.body, scope);
      const { positional, named } = argumentsOf(node.call.args, scope);
      const called = evaluate(node.call.callee, scope);
      if (!(called instanceof Callable)) throw new JinjaError(`'${typeOf(called)}' object is not callable`);
      output.push(str(called.call({ positional, named: new Map([...named, ["caller", caller]]) })));
      return undefined;
    }
    case "FilterStatement":
      output.push(str(filtered(render(node.body, new Scope(scope)), node.filter, scope)));
      return undefined;
    default:
      output.push(str(evaluate(node, scope)));
      return undefined;
  }
}

function loop({ loopvar, iterable, body, defaultBlock }: Loop, scope: Scope, output: Output): Jump {
  const items = loopItems(iterable, loopvar, scope);
  if (items.length === 0) return run(defaultBlock, scope, output);
  const changed: Value[][] = [];
  for (const [i, item] of items.entries()) {
    const round = new Scope(scope);
    assign(loopvar, item, round);
    round.set("loop", loopFacts(items, i, changed));
    if (run(body, round, output) === "Break") break;
  }
  return undefined;
}

/** `for x in y if z` goes through those for which z holds. */
function loopItems(iterable: Expression, loopvar: Expression, scope: Scope): readonly Value[] {
  if (iterable.type !== "SelectExpression") return itemsOf(evaluate(iterable, scope));
  return itemsOf(evaluate(iterable.lhs, scope)).filter((item) => {
    const round = new Scope(scope);
    assign(loopvar, item, round);
    return isTrue(evaluate(iterable.test, round));
  });
}

function loopFacts(items: readonly Value[], i: number, changed: Value[][]): Namespace {
  const none = (which: string): Value => new Undefined(`there is no ${which} item`);
  const facts: readonly (readonly [string, Value])[] = [
    ["index", i + 1],
    ["index0", i],
    ["revindex", items.length - i],
    ["revindex0", items.length - i - 1],
    ["first", i === 0],
    ["last", i === items.length - 1],
    ["length", items.length],
    ["depth", 1],
    ["depth0", 0],
    ["previtem", i === 0 ? none("previous") : (items[i - 1] ?? null)],
    ["nextitem", i === items.length - 1 ? none("next") : (items[i + 1] ?? null)],
    ["cycle", new Callable(({ positional }) => positional[i % Math.max(1, positional.length)] ?? null)],
    [
      "changed",
      new Callable(({ positional }) => {
        const before = changed.pop();
        changed.push([...positional]);
        return before === undefined || !isEqual(before, positional);
      }),
    ],
  ];
  return new Namespace(new Map(facts));
}

function assignStatement({ assignee, value, body }: Assignment, scope: Scope): void {
  assign(assignee, value === null ? render(body, new Scope(scope)) : evaluate(value, scope), scope);
}

function assign(target: Expression, value: Value, scope: Scope): void {
  if (target.type === "Identifier") scope.set(target.value, value);
  else if (target.type === "TupleLiteral") {
    const items = itemsOf(value);
    if (items.length !== target.value.length) {
      throw new JinjaError(`cannot unpack ${items.length} values into ${target.value.length} names`);
    }
    for (const [i, one] of target.value.entries()) assign(one, items[i] ?? null, scope);
  } else if (target.type === "MemberExpression" && target.property.type === "Identifier" && !target.computed) {
    const owner = evaluate(target.object, scope);
    if (!(owner instanceof Namespace)) throw new JinjaError("cannot assign attribute on non-namespace object");
    owner.fields.set(target.property.value, value);
  } else throw new JinjaError(`can't assign to a ${target.type}`);
}

function macro(name: string, parameters: readonly Node[], body: Body, outer: Scope): Callable {
  const known = parameters.map((parameter) => {
    if (parameter.type === "Identifier") return { name: parameter.value, otherwise: undefined };
    if (parameter.type === "KeywordArgumentExpression")
      return { name: parameter.key.value, otherwise: parameter.value };
    throw new JinjaError(`a macro's parameter must be a name, got a ${parameter.type}`);
  });
  const names = known.map((one) => one.name);
  return new Callable(({ positional, named }: Arguments) => {
    const scope = new Scope(outer);
    const caller = named.get("caller") ?? new Undefined("caller");
    if (!names.includes("caller")) scope.set("caller", caller);
    const own = new Map([...named].filter(([key]) => key !== "caller" || names.includes("caller")));
    const extra = new Map([...own].filter(([key]) => !names.includes(key)));
    scope.set("varargs", new Tuple(positional.slice(names.length)));
    scope.set("kwargs", new Map(extra));
    const given = {
      positional: positional.slice(0, names.length),
      named: new Map([...own].filter(([key]) => names.includes(key))),
    };
    for (const [i, value] of bind(name, given, names).entries()) {
      const { name: parameter = "", otherwise } = known[i] ?? {};
      const missing = new Undefined(`parameter ${parameter} was not provided`);
      scope.set(parameter, value ?? (otherwise === undefined ? missing : evaluate(otherwise, scope)));
    }
    return render(body, scope);
  });
}
