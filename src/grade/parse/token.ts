import type { FunctionName } from "./function-names.ts";
import type { Node, Relation } from "./node.ts";

/** A lexical unit of an answer; `start` and `end` are its place in the cleaned text. */
export type Token = { readonly start: number; readonly end: number; readonly isSpaced: boolean } & (
  | { readonly kind: "number"; readonly node: Node; readonly digits: string }
  | { readonly kind: "symbol"; readonly name: string; readonly isText: boolean }
  | { readonly kind: "leaf"; readonly node: Node }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "function"; readonly name: FunctionName }
  | { readonly kind: "command"; readonly name: CommandName }
  | { readonly kind: "operator"; readonly name: OperatorName }
  | { readonly kind: "relation"; readonly name: Relation }
  | { readonly kind: "separator"; readonly name: "," | "and" | "or" | "&" | "row" | "mid" }
  | { readonly kind: "open"; readonly bracket: Bracket }
  | { readonly kind: "close"; readonly bracket: Bracket }
);

/** The brackets of a group: `brace` is LaTeX's invisible one, `{` the visible one, `env` an environment of rows. */
export type Bracket = "(" | "[" | "{" | "<" | "brace" | "|" | "floor" | "ceiling" | "matrix" | "cases";

/** Commands that take arguments or stand for a construction. */
export type CommandName = "frac" | "binom" | "sqrt" | "accent" | "sum" | "product" | "over" | "choose" | "unsupported";

/** Signs between, before or after operands. */
export type OperatorName =
  | "+"
  | "-"
  | "*"
  | "/"
  | "^"
  | "_"
  | "!"
  | "!!"
  | "%"
  | "degree"
  | "pm"
  | "mp"
  | "mod"
  | "union"
  | "intersection"
  | "without"
  | ":"
  | "currency"
  | "pmod";
