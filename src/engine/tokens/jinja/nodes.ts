/** A parsed template's nodes, as the parser of @huggingface/jinja makes them; its own types are not exported. */
export type Node =
  | Branch
  | Loop
  | Assignment
  | MacroNode
  | { readonly type: "Break" | "Continue" | "Comment" }
  | {
      readonly type: "CallStatement";
      readonly call: Call;
      readonly callerArgs: readonly Node[] | null;
      readonly body: Body;
    }
  | { readonly type: "FilterStatement"; readonly filter: Name | Call; readonly body: Body }
  | Expression;

/** Statements one after another. */
export type Body = readonly Node[];

/** `{% if %}`; a further `elif` is the only node of `alternate`. */
interface Branch {
  readonly type: "If";
  readonly test: Expression;
  readonly body: Body;
  readonly alternate: Body;
}

/** `{% for %}`; a condition is a SelectExpression instead of the iterable. */
export interface Loop {
  readonly type: "For";
  readonly loopvar: Expression;
  readonly iterable: Expression;
  readonly body: Body;
  readonly defaultBlock: Body;
}

/** `{% set %}` of a value, or of what its body writes. */
export interface Assignment {
  readonly type: "Set";
  readonly assignee: Expression;
  readonly value: Expression | null;
  readonly body: Body;
}

/** `{% macro %}`. */
interface MacroNode {
  readonly type: "Macro";
  readonly name: Name;
  readonly args: readonly Node[];
  readonly body: Body;
}

/** A name. */
export interface Name {
  readonly type: "Identifier";
  readonly value: string;
}

/** A call, of a function or of a filter by its name. */
export interface Call {
  readonly type: "CallExpression";
  readonly callee: Expression;
  readonly args: readonly Expression[];
}

/** `a[start:stop:step]`'s inside. */
export interface Slice {
  readonly type: "SliceExpression";
  readonly start?: Expression;
  readonly stop?: Expression;
  readonly step?: Expression;
}

/** An expression: a node that has a value. */
export type Expression =
  | Name
  | Call
  | Slice
  | { readonly type: "IntegerLiteral" | "FloatLiteral"; readonly value: number }
  | { readonly type: "StringLiteral"; readonly value: string }
  | { readonly type: "ArrayLiteral" | "TupleLiteral"; readonly value: readonly Expression[] }
  | { readonly type: "ObjectLiteral"; readonly value: ReadonlyMap<Expression, Expression> }
  | {
      readonly type: "MemberExpression";
      readonly object: Expression;
      readonly property: Expression;
      readonly computed: boolean;
    }
  | {
      readonly type: "BinaryExpression";
      readonly operator: { readonly value: string };
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "UnaryExpression"; readonly operator: { readonly value: string }; readonly argument: Expression }
  | { readonly type: "FilterExpression"; readonly operand: Expression; readonly filter: Name | Call }
  | { readonly type: "TestExpression"; readonly operand: Expression; readonly negate: boolean; readonly test: Name }
  | { readonly type: "SelectExpression"; readonly lhs: Expression; readonly test: Expression }
  | {
      readonly type: "Ternary";
      readonly condition: Expression;
      readonly trueExpr: Expression;
      readonly falseExpr: Expression;
    }
  | { readonly type: "KeywordArgumentExpression"; readonly key: Name; readonly value: Expression }
  | { readonly type: "SpreadExpression" | "KeywordSpreadExpression"; readonly argument: Expression };
