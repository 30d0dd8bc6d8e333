import { BudgetExceeded } from "../numbers/budget.ts";
import {
  argumentCommands,
  bracketCommands,
  invisibleCommands,
  operatorCommands,
  relationCommands,
  skippedWithArgument,
  textCommands,
} from "./commands.ts";
import { functionNames } from "./function-names.ts";
import { readLetters } from "./letters.ts";
import type { ConstantNode, Relation } from "./node.ts";
import { readInBase, readNumber } from "./number-literal.ts";
import { ParseFailure } from "./parse-failure.ts";
import type { Bracket, OperatorName, Token } from "./token.ts";

/** How to read what is ambiguous. */
export interface Reading {
  /** `1,234` is one number, not two. */
  readonly joinsCommas: boolean;
  /** `1/2x` is 1/(2x), not x/2. */
  readonly slashTakesProducts: boolean;
}

/** A token without its place. */
export type Part = Token extends infer T ? (T extends Token ? Omit<T, "start" | "end" | "isSpaced"> : never) : never;

const relations: Readonly<Record<string, Relation>> = {
  "=": "=",
  "==": "=",
  "<": "<",
  "<=": "<=",
  "=<": "<=",
  ">": ">",
  ">=": ">=",
  "=>": "other",
  "!=": "!=",
  "<>": "!=",
  "->": "->",
  "~": "~",
};
const operators: Readonly<Record<string, OperatorName>> = {
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "/",
  "^": "^",
  _: "_",
  "!": "!",
  "%": "%",
  ":": ":",
};
const opening: Readonly<Record<string, Bracket>> = { "(": "(", "[": "[", "{": "brace" };
const closing: Readonly<Record<string, Bracket>> = { ")": "(", "]": "[", "}": "brace" };
const constants: Readonly<Record<string, ConstantNode["name"]>> = {
  pi: "pi",
  infty: "infinity",
  emptyset: "empty",
  varnothing: "empty",
  imath: "i",
};
const blackboard: Readonly<Record<string, ConstantNode["name"]>> = {
  R: "reals",
  Z: "integers",
  N: "naturals",
  Q: "rationals",
  C: "complexes",
};
const currencies = new Set(["euro", "pounds", "yen", "rupee", "pound", "texteuro"]);
const rowEnvironments = /^(?:[pbvBV]?(?:small)?matrix|array)$/;
const caseEnvironments = /^(?:cases|aligned|align|align\*|gathered|gather|split|equation|equation\*)$/;

/** Words of four letters and more that are no commands: two of them make a sentence, in which shorter runs are words too. */
const countWords = (text: string): number =>
  (text.slice(0, 3000).match(/(?<![\\A-Za-z])[A-Za-z]{4,}/g) ?? []).filter((run) => !functionNames.has(run)).length;

/** Brackets that leave no node of their own, so that their number is not a burden. */
const vanishing: ReadonlySet<Bracket> = new Set(["(", "[", "brace"]);

/** More tokens than any answer has, such brackets not counted; what is longer is not compared. */
const maxTokens = 3000;

/** Turns cleaned text into tokens in one pass; braces of `\text{...}` vanish and their letters become words. */
export class Tokenizer {
  readonly #text: string;
  readonly #reading: Reading;
  readonly #tokens: Token[] = [];
  /** For every open brace whether it holds words (`\text{`), and whether it is invisible. */
  readonly #braces: { readonly isText: boolean }[] = [];
  readonly #isSentence: boolean;
  #at = 0;
  #brackets = 0;
  #bracketDepth = 0;
  #environmentDepth = 0;
  #isSpaced = false;

  constructor(text: string, reading: Reading) {
    this.#text = text;
    this.#reading = reading;
    this.#isSentence = countWords(text) >= 2;
  }

  /** @throws ParseFailure on a character that no notation uses @throws BudgetExceeded on a text that is too long */
  tokens(): Token[] {
    while (this.#at < this.#text.length) {
      this.#step();
      if (this.#tokens.length - this.#brackets > maxTokens) throw new BudgetExceeded();
    }
    return this.#tokens;
  }

  get #isText(): boolean {
    return this.#braces.at(-1)?.isText ?? false;
  }

  #push(end: number, part: Part): void {
    if ((part.kind === "open" || part.kind === "close") && vanishing.has(part.bracket)) this.#brackets++;
    this.#tokens.push({ ...part, start: this.#at, end, isSpaced: this.#isSpaced });
    this.#at = end;
    this.#isSpaced = false;
  }

  #skip(end: number): void {
    this.#at = end;
    this.#isSpaced = true;
  }

  #match(pattern: RegExp, at = this.#at): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#text);
  }

  #step(): void {
    const char = this.#text[this.#at] ?? "";
    if (char === '"' && this.#isInches()) this.#push(this.#at + 1, { kind: "word", text: "inches" });
    else if (char === " " || char === '"' || char === "`" || char === "?") this.#skip(this.#at + 1);
    else if (char === "\\") this.#command();
    else if ((char >= "0" && char <= "9") || char === ".") this.#number(char);
    else if (/[A-Za-z]/.test(char)) this.#letters();
    else if (char === "'") this.#prime();
    else if (char in opening || char in closing) this.#bracket(char);
    else if (char === "^" && this.#degree()) return;
    else if (char === "_" && this.#subscript()) return;
    else this.#sign(char);
  }

  #sign(char: string): void {
    const pair = this.#text.slice(this.#at, this.#at + 2);
    const relation = relations[pair] ?? relations[char];
    if (pair === "**") return this.#push(this.#at + 2, { kind: "operator", name: "^" });
    if (pair === "!!") return this.#push(this.#at + 2, { kind: "operator", name: "!!" });
    if (relation !== undefined) {
      return this.#push(this.#at + (pair in relations ? 2 : 1), { kind: "relation", name: relation });
    }
    const operator = operators[char];
    if (operator !== undefined) return this.#push(this.#at + 1, { kind: "operator", name: operator });
    if (char === "," || char === ";") return this.#push(this.#at + 1, { kind: "separator", name: "," });
    if (char === "&") {
      if (this.#environmentDepth > 0) return this.#push(this.#at + 1, { kind: "separator", name: "&" });
      return this.#skip(this.#at + 1);
    }
    if (char === "|") return this.#push(this.#at + 1, { kind: "open", bracket: "|" });
    throw new ParseFailure(`unexpected ${char}`);
  }

  #number(char: string): void {
    const isInBrackets = this.#bracketDepth > 0;
    const literal = readNumber(this.#text, this.#at, this.#reading.joinsCommas && !isInBrackets);
    if (literal !== null) {
      const digits = this.#text.slice(this.#at, literal.end);
      return this.#push(literal.end, { kind: "number", node: literal.node, digits });
    }
    if (char !== ".") throw new ParseFailure("a number is too long");
    const dots = this.#match(/\.{2,}/y);
    if (dots !== null) return this.#push(this.#at + dots[0].length, { kind: "symbol", name: "...", isText: false });
    this.#skip(this.#at + 1);
  }

  #letters(): void {
    const based = readInBase(this.#text, this.#at);
    const run = this.#match(/[A-Za-z]+/y)?.[0] ?? "";
    if (based !== null && /^[A-Z]+$/.test(run)) {
      const digits = this.#text.slice(this.#at, based.end);
      return this.#push(based.end, { kind: "number", node: based.node, digits });
    }
    for (const { length, part } of readLetters(
      this.#text,
      this.#at,
      run,
      this.#isText || (this.#isSentence && run.length > 1),
      this.#tokens.at(-1),
    )) {
      this.#push(this.#at + length, part);
    }
  }

  /** `5'6"`: a quotation mark after feet and a number. */
  #isInches(): boolean {
    const [unit, number] = this.#tokens.slice(-2);
    return number?.kind === "number" && unit?.kind === "word" && unit.text === "feet";
  }

  #prime(): void {
    const marks = this.#match(/'+/y)?.[0] ?? "'";
    const last = this.#tokens.at(-1);
    if (last?.kind === "symbol" && !this.#isSpaced) {
      this.#at += marks.length;
      this.#tokens[this.#tokens.length - 1] = { ...last, name: last.name + marks, end: this.#at };
    } else if (last?.kind === "number") {
      const unit = marks.length === 1 ? "feet" : "inches";
      this.#push(this.#at + marks.length, { kind: "word", text: unit });
    } else this.#skip(this.#at + marks.length);
  }

  #bracket(char: string): void {
    const opened = opening[char];
    if (char === "{") this.#braces.push({ isText: this.#isText });
    if (char === "}") {
      const isTextEnd = this.#braces.pop()?.isText === true && !this.#isText;
      if (isTextEnd) return this.#skip(this.#at + 1);
    }
    if (this.#isText && (char === "{" || char === "}")) return this.#skip(this.#at + 1);
    if (opened !== undefined) {
      if (char !== "{") this.#bracketDepth++;
      return this.#push(this.#at + 1, { kind: "open", bracket: opened });
    }
    if (char !== "}") this.#bracketDepth--;
    return this.#push(this.#at + 1, { kind: "close", bracket: closing[char] ?? "(" });
  }

  /** `^\circ` and `^{\circ}` are a degree sign; `^{\prime}` is a prime. */
  #degree(): boolean {
    const degree = this.#match(/\^\s?(?:\{\s?\\(?:circ|degree)\s?\}|\\(?:circ|degree)(?![A-Za-z])|\{\s?o\s?\})/y);
    if (degree !== null) {
      this.#push(this.#at + degree[0].length, { kind: "operator", name: "degree" });
      return true;
    }
    const prime = this.#match(/\^\s?(?:\{\s?\\prime\s?\}|\\prime(?![A-Za-z]))/y);
    const last = this.#tokens.at(-1);
    if (prime === null || last?.kind !== "symbol") return false;
    this.#at += prime[0].length;
    this.#tokens[this.#tokens.length - 1] = { ...last, name: `${last.name}'`, end: this.#at };
    return true;
  }

  /** A subscript becomes part of the name of the symbol before it. */
  #subscript(): boolean {
    const last = this.#tokens.at(-1);
    if (last?.kind !== "symbol") return false;
    const found = this.#match(/_\s?(?:\{([^{}]{0,60}(?:\{[^{}]{0,60}\}[^{}]{0,60})?)\}|\\([A-Za-z]+)|([A-Za-z0-9]))/y);
    if (found === null) return false;
    const name = (found[1] ?? found[2] ?? found[3] ?? "").replace(/\\(?:text|mathrm|max|min)|[\s{}\\]/g, (mark) =>
      /m[ai][xn]/.test(mark) ? mark.slice(1) : "",
    );
    this.#at += found[0].length;
    this.#tokens[this.#tokens.length - 1] = { ...last, name: `${last.name}_${name}`, end: this.#at };
    return true;
  }

  #command(): void {
    const name = this.#match(/\\([A-Za-z]+)\*?/y);
    if (name !== null) return this.#named(name[1] ?? "", this.#at + name[0].length);
    const next = this.#text[this.#at + 1] ?? "";
    const end = this.#at + 2;
    if (next === "\\") {
      const row = this.#match(/\\\\(?:\s?\[[^\]]{0,20}\])?/y)?.[0].length ?? 2;
      if (this.#environmentDepth > 0) return this.#push(this.#at + row, { kind: "separator", name: "row" });
      return this.#skip(end);
    }
    if (next === "{") return this.#open(end, "{");
    if (next === "}") return this.#close(end, "{");
    if (next === "|") return this.#push(end, { kind: "open", bracket: "|" });
    if (next === "%") return this.#push(end, { kind: "operator", name: "%" });
    if (next === "$") return this.#push(end, { kind: "operator", name: "currency" });
    if (next === "!" || next === "-") {
      this.#at = end;
      return;
    }
    this.#skip(end);
  }

  #open(end: number, bracket: Bracket): void {
    this.#bracketDepth++;
    this.#push(end, { kind: "open", bracket });
  }

  #close(end: number, bracket: Bracket): void {
    this.#bracketDepth--;
    this.#push(end, { kind: "close", bracket });
  }

  #named(name: string, end: number): void {
    if (invisibleCommands.has(name)) return this.#invisible(name, end);
    if (textCommands.has(name)) return this.#textual(end);
    if (skippedWithArgument.has(name)) {
      return this.#skip(end + (this.#match(/\s?\*?\{[^{}]{0,40}\}|\s*-?[\d.]*(?:pt|em|ex)/y, end)?.[0].length ?? 0));
    }
    const bracket = bracketCommands.get(name);
    if (bracket !== undefined)
      return bracket[0] === "open" ? this.#open(end, bracket[1]) : this.#close(end, bracket[1]);
    if (name === "begin" || name === "end") return this.#environment(name, end);
    if (name === "not") return this.#negated(end);
    if (name === "mathbb" || name === "Bbb") return this.#blackboard(end);
    return this.#meaning(name, end);
  }

  #meaning(name: string, end: number): void {
    const constant = constants[name];
    const fn = functionNames.get(name);
    const command = argumentCommands.get(name);
    const operator = operatorCommands.get(name);
    const relation = relationCommands.get(name);
    if (constant !== undefined) return this.#push(end, { kind: "leaf", node: { kind: "constant", name: constant } });
    if (fn !== undefined) return this.#push(end, { kind: "function", name: fn });
    if (command !== undefined) return this.#push(end, { kind: "command", name: command });
    if (operator !== undefined) return this.#push(end, { kind: "operator", name: operator });
    if (relation !== undefined) return this.#push(end, { kind: "relation", name: relation });
    if (currencies.has(name)) return this.#push(end, { kind: "operator", name: "currency" });
    if (name === "circ") return this.#push(end, { kind: "operator", name: "degree" });
    if (name === "mid" || name === "vert") {
      return this.#push(end, name === "mid" ? { kind: "separator", name: "mid" } : { kind: "open", bracket: "|" });
    }
    if (name === "lor" || name === "vee") return this.#push(end, { kind: "separator", name: "or" });
    if (name === "land" || name === "wedge") return this.#push(end, { kind: "separator", name: "and" });
    if (/^[lcv]?dots[bcm]?$/.test(name)) return this.#push(end, { kind: "symbol", name: "...", isText: false });
    return this.#push(end, { kind: "symbol", name: name.replace(/^var(?=[a-z])/, ""), isText: false });
  }

  /** `\left.` and `\right.` are no brackets at all. */
  #invisible(name: string, end: number): void {
    const isEmpty = (name === "left" || name === "right") && this.#text[end] === ".";
    this.#at = isEmpty ? end + 1 : end;
    if (name.endsWith("quad")) this.#isSpaced = true;
  }

  #textual(end: number): void {
    const brace = this.#match(/\s*\{/y, end);
    this.#skip(end + (brace?.[0].length ?? 0));
    if (brace !== null) this.#braces.push({ isText: true });
  }

  #environment(name: "begin" | "end", end: number): void {
    const found = this.#match(/\s?\{\s?([A-Za-z*]{1,20})\s?\}(?:\s?\{[lcr| ]{0,40}\})?/y, end);
    const bracket = rowEnvironments.test(found?.[1] ?? "")
      ? "matrix"
      : caseEnvironments.test(found?.[1] ?? "")
        ? "cases"
        : null;
    if (found === null || bracket === null) throw new ParseFailure("unknown environment");
    this.#environmentDepth += name === "begin" ? 1 : -1;
    this.#push(end + found[0].length, { kind: name === "begin" ? "open" : "close", bracket });
  }

  #negated(end: number): void {
    const found = this.#match(/\s?(?:=|\\in(?![A-Za-z]))/y, end);
    this.#push(end + (found?.[0].length ?? 0), {
      kind: "relation",
      name: found?.[0].endsWith("=") === true ? "!=" : "other",
    });
  }

  #blackboard(end: number): void {
    const found = this.#match(/\s?(?:\{\s?([A-Z])\s?\}|([A-Z]))/y, end);
    const name = found?.[1] ?? found?.[2] ?? "";
    const constant = blackboard[name];
    const until = end + (found?.[0].length ?? 0);
    if (constant !== undefined) return this.#push(until, { kind: "leaf", node: { kind: "constant", name: constant } });
    return this.#push(until, { kind: "symbol", name, isText: false });
  }
}
