import { integer } from "../numbers/rational.ts";
import { binaryOperators, precedenceOf } from "./commands.ts";
import type { FunctionName } from "./function-names.ts";
import { type Item, itemAt } from "./item.ts";
import { apply, type FoldNode, type Node, numberNode, type Operator, rebuild } from "./node.ts";
import { ParseFailure } from "./parse-failure.ts";
import type { OperatorName } from "./token.ts";
import type { Reading } from "./tokenize.ts";

/** An operator that waits on the stack for its right operand. */
type Waiting =
  | { readonly kind: "binary"; readonly operator: Operator; readonly precedence: number }
  | { readonly kind: "prefix"; readonly precedence: number; readonly build: (operand: Node) => Node };

const inverses: Readonly<Record<string, Operator>> = {
  sin: "arcsin",
  cos: "arccos",
  tan: "arctan",
  cot: "arccot",
  sec: "arcsec",
  csc: "arccsc",
  sinh: "arsinh",
  cosh: "arcosh",
  tanh: "artanh",
};

/** `i` as the variable of a sum, where it is not a constant. */
const asIndex = (node: Node): Node =>
  node.kind === "constant" && node.name === "i" ? { kind: "symbol", name: "i" } : node;

const two = numberNode(integer(2));

/** The arguments inside a function's brackets. */
const argumentsOf = (node: Node): readonly Node[] => (node.kind === "group" ? node.items : [node]);

function callFunction(name: FunctionName, base: Node | null, args: readonly Node[]): Node {
  if (name === "lg") return apply("log", ...args, numberNode(integer(10)));
  if (name === "lb") return apply("log", ...args, two);
  if (name === "log" && base !== null) return apply("log", ...args, base);
  if (name === "cis") return apply("exp", apply("multiply", { kind: "constant", name: "i" }, ...args));
  if (name === "cbrt") return apply("root", ...args, numberNode(integer(3)));
  if (base !== null) throw new ParseFailure("a subscript where none is known");
  return apply(name, ...args);
}

const isMinusOne = (node: Node): boolean =>
  node.kind === "apply" &&
  node.operator === "negate" &&
  node.args[0]?.kind === "number" &&
  node.args[0].value.over === 1n;

/**
 * Dijkstra's shunting yard over the flat items of one side: operands and waiting operators on two stacks, so that neither length nor
 * depth of an expression is recursion.
 */
export class ExpressionParser {
  readonly #items: Item[];
  readonly #reading: Reading;
  readonly #operands: Node[] = [];
  readonly #waiting: Waiting[] = [];
  #at = 0;
  #wantsOperand = true;

  constructor(items: readonly Item[], reading: Reading) {
    this.#items = [...items];
    this.#reading = reading;
  }

  /** @throws ParseFailure where the items are no expression */
  parse(): Node {
    while (this.#at < this.#items.length) {
      const item = itemAt(this.#items, this.#at);
      if (this.#wantsOperand) this.#operand(item);
      else this.#afterOperand(item);
    }
    if (this.#wantsOperand) throw new ParseFailure("an operand is missing");
    this.#reduce(-1);
    const [result] = this.#operands;
    if (result === undefined || this.#operands.length !== 1) throw new ParseFailure("no single expression");
    return result;
  }

  #pushOperand(node: Node): void {
    this.#operands.push(node);
    this.#wantsOperand = false;
  }

  #popOperand(): Node {
    const node = this.#operands.pop();
    if (node === undefined) throw new ParseFailure("an operand is missing");
    return node;
  }

  /** Builds what waits at `precedence` or tighter. */
  #reduce(precedence: number): void {
    for (
      let top = this.#waiting.at(-1);
      top !== undefined && top.precedence >= precedence;
      top = this.#waiting.at(-1)
    ) {
      this.#waiting.pop();
      const right = this.#popOperand();
      this.#operands.push(top.kind === "prefix" ? top.build(right) : apply(top.operator, this.#popOperand(), right));
    }
  }

  #binary(operator: Operator, precedence: number, isRightGrouping = false): void {
    this.#reduce(isRightGrouping ? precedence + 1 : precedence);
    this.#waiting.push({ kind: "binary", operator, precedence });
    this.#wantsOperand = true;
  }

  #prefix(precedence: number, build: (operand: Node) => Node): void {
    this.#waiting.push({ kind: "prefix", precedence, build });
  }

  #operand(item: Item): void {
    this.#at++;
    switch (item.kind) {
      case "number":
      case "leaf":
      case "parsed":
        return this.#pushOperand(item.node);
      case "symbol":
        return this.#symbol(item.name);
      case "function":
        return this.#function(item.name);
      case "command":
        return this.#command(item);
      case "operator":
        return this.#sign(item.name);
      default:
        throw new ParseFailure(`${item.kind} where an operand should be`);
    }
  }

  /** A name; `C_n^k` and `C_{10}^3` are binomials, `A_5^3` and `P_5^3` permutations. */
  #symbol(name: string): void {
    const [, sign, from = "1"] = /^(?:(C)_(\d+|[a-zA-Z])|[AP]_(\d+))$/.exec(name) ?? [];
    const number = /^[AP]_(\d+)$/.exec(name)?.[1] ?? from;
    if (number === "1" || !this.#isOperator("^")) return this.#pushOperand({ kind: "symbol", name });
    this.#at++;
    const whole: Node = /^\d/.test(number) ? numberNode(integer(BigInt(number))) : { kind: "symbol", name: number };
    this.#pushOperand(apply(sign === "C" ? "binomial" : "permutations", whole, this.#argument()));
  }

  #sign(name: OperatorName): void {
    if (name === "+" || name === "currency") return;
    if (name === "-") return this.#prefix(precedenceOf.sign, (operand) => apply("negate", operand));
    if (name === "pm" || name === "mp") {
      const operator = name === "pm" ? "plusMinus" : "minusPlus";
      return this.#prefix(precedenceOf.sign, (operand) => apply(operator, operand));
    }
    throw new ParseFailure(`${name} where an operand should be`);
  }

  #afterOperand(item: Item): void {
    if (item.kind === "operator") {
      this.#at++;
      return this.#operator(item.name);
    }
    const before = this.#items[this.#at - 1];
    const isExponent = this.#waiting.at(-1)?.precedence === precedenceOf["^"];
    if (item.kind === "number" && before?.kind === "number" && !isExponent)
      throw new ParseFailure("two numbers side by side");
    this.#juxtapose(item);
  }

  /** A product without a sign binds tighter than `*` and `/`, except before a function and, by choice, after `/`. */
  #juxtapose(item: Item): void {
    const top = this.#waiting.at(-1);
    const afterSlash = top?.kind === "binary" && top.operator === "divide" && !this.#reading.slashTakesProducts;
    const beforeFunction =
      item.kind === "function" || (item.kind === "command" && (item.name === "sum" || item.name === "product"));
    this.#binary("multiply", afterSlash || beforeFunction ? precedenceOf["*"] : precedenceOf.juxtaposition);
  }

  #operator(name: OperatorName): void {
    if (name === "!" || name === "!!" || name === "degree" || name === "%") return this.#postfix(name);
    if (name === "^") return this.#binary("power", precedenceOf["^"], true);
    if (name === ":" || name === "currency" || name === "_") throw new ParseFailure(`unexpected ${name}`);
    const operator = binaryOperators[name];
    if (operator === undefined) throw new ParseFailure(`unexpected ${name}`);
    if (name === "-" && this.#isSetNext()) return this.#binary("without", precedenceOf.without);
    this.#binary(operator, precedenceOf[name as keyof typeof precedenceOf]); // every binary operator has a precedence
  }

  /** `A - \{2\}`: minus before a set leaves its members out. */
  #isSetNext(): boolean {
    const next = this.#items[this.#at];
    return next?.kind === "parsed" && next.bracket === "{";
  }

  #postfix(name: "!" | "!!" | "degree" | "%"): void {
    const operator = ({ "!": "factorial", "!!": "doubleFactorial", degree: "degree", "%": "percent" } as const)[name];
    this.#operands.push(apply(operator, this.#popOperand()));
  }

  #isOperator(name: OperatorName): boolean {
    const item = this.#items[this.#at];
    return item?.kind === "operator" && item.name === name;
  }

  #function(name: FunctionName): void {
    let [base, exponent]: [Node | null, Node | null] = [null, null];
    while (this.#isOperator("_") || this.#isOperator("^")) {
      const isBase = this.#isOperator("_");
      this.#at++;
      if (isBase) base = this.#argument(true);
      else exponent = this.#argument();
    }
    const build = this.#caller(name, base, exponent);
    const next = this.#items[this.#at];
    if (next?.kind === "parsed" && ["(", "brace", "[", "{"].includes(next.bracket)) {
      this.#at++;
      return this.#pushOperand(build(argumentsOf(next.node)));
    }
    this.#prefix(precedenceOf.function, (operand) => build([operand]));
  }

  #caller(name: FunctionName, base: Node | null, exponent: Node | null): (args: readonly Node[]) => Node {
    const inverse = inverses[name];
    if (exponent !== null && isMinusOne(exponent) && inverse !== undefined) return (args) => apply(inverse, ...args);
    return (args) => {
      const call = callFunction(name, base, args);
      return exponent === null ? call : apply("power", call, exponent);
    };
  }

  /** A command's argument: a group, a letter, or the first digit of a number (`\frac12`). */
  #argument(takesWholeNumber = false): Node {
    const item = itemAt(this.#items, this.#at);
    if (item.kind === "operator" && item.name === "-") {
      this.#at++;
      return apply("negate", this.#argument(true));
    }
    if (item.kind === "number" && !takesWholeNumber && /^\d\d+$/.test(item.digits))
      return this.#firstDigit(item.digits, item);
    this.#at++;
    if (item.kind === "number" || item.kind === "leaf" || item.kind === "parsed") return item.node;
    if (item.kind === "symbol") return { kind: "symbol", name: item.name };
    throw new ParseFailure(`${item.kind} where an argument should be`);
  }

  #firstDigit(digits: string, item: Item): Node {
    const rest = digits.slice(1);
    const node: Node = { ...numberNode(integer(BigInt(rest))) };
    this.#items[this.#at] = { kind: "number", node, digits: rest, start: item.start, end: item.end, isSpaced: false };
    return numberNode(integer(Number(digits[0])));
  }

  #command(item: Item & { kind: "command" }): void {
    switch (item.name) {
      case "frac":
        return this.#pushOperand(apply("divide", this.#argument(), this.#argument()));
      case "binom":
        return this.#pushOperand(apply("binomial", this.#argument(), this.#argument()));
      case "sqrt":
        return this.#root();
      case "sum":
      case "product":
        return this.#fold(item.name);
      case "accent":
        return this.#accent();
      default:
        throw new ParseFailure(`\\${item.name} is not read`);
    }
  }

  #root(): void {
    const first = this.#items[this.#at];
    let degree: Node = two;
    if (first?.kind === "parsed" && first.bracket === "[") {
      degree = first.node;
      this.#at++;
    }
    const next = this.#items[this.#at];
    if (next === undefined || next.kind === "operator" || next.kind === "command" || next.kind === "function") {
      return this.#prefix(precedenceOf.root, (operand) => apply("root", operand, degree));
    }
    this.#pushOperand(apply("root", this.#argument(true), degree));
  }

  #fold(operator: FoldNode["operator"]): void {
    let [lower, upper]: [Node | null, Node | null] = [null, null];
    while (this.#isOperator("_") || this.#isOperator("^")) {
      const isLower = this.#isOperator("_");
      this.#at++;
      if (isLower) lower = this.#argument();
      else upper = this.#argument();
    }
    const [name, from] = lower?.kind === "relation" ? lower.sides : [];
    if (name?.kind !== "symbol" && !(name?.kind === "constant" && name.name === "i"))
      throw new ParseFailure("a sum without bounds");
    if (from === undefined || upper === null) throw new ParseFailure("a sum without bounds");
    const to = upper;
    const variable = name.name;
    this.#prefix(precedenceOf.fold, (term) => {
      const body = name.kind === "symbol" ? term : rebuild(term, asIndex);
      return { kind: "fold", operator, variable, from, to, body };
    });
  }

  /** `\overline{CD}`, `\vec v`: a name of its own. */
  #accent(): void {
    const item = itemAt(this.#items, this.#at);
    const argument = this.#argument(true);
    const names: string[] = [];
    for (let node: Node | undefined = argument; node !== undefined;) {
      const [left, right]: readonly (Node | undefined)[] =
        node.kind === "apply" && node.operator === "multiply" ? node.args : [undefined, node];
      if (right?.kind === "symbol" || right?.kind === "constant") names.push(right.name);
      node = left;
    }
    if (names.length === 0) throw new ParseFailure(`an accent over ${item.kind}`);
    this.#pushOperand({ kind: "symbol", name: `accent(${names.reverse().join("")})` });
  }
}
