import type { Operator, Relation } from "./node.ts";
import type { Bracket, CommandName, OperatorName } from "./token.ts";
import { listed } from "./vocabulary.ts";

/** Commands that only change the look. */
export const invisibleCommands = listed(
  "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm middle displaystyle textstyle " +
    "scriptstyle limits nolimits quad qquad thinspace negthinspace medspace thickspace enspace noindent mathstrut strut hfill " +
    "rm bf it sf tt cal boxed fbox framebox mathit mathbf mathcal mathscr mathfrak mathsf mathtt boldsymbol bm pmb ensuremath " +
    "mathop mathord mathbin mathrel underline uline cancel allowbreak nonumber hline unit relax protect " +
    "large Large LARGE huge Huge small footnotesize scriptsize normalsize tiny bfseries itshape mathnormal",
);

/** Commands whose braces hold words. */
export const textCommands = listed(
  "text mbox hbox textbf bold textit textrm textsf texttt textnormal textup textsc emph mathrm operatorname em",
);

/** Commands that vanish together with their argument. */
export const skippedWithArgument = listed(
  "hspace vspace phantom hphantom vphantom label tag color textcolor mspace kern",
);

/** Commands that take arguments. */
export const argumentCommands: ReadonlyMap<string, CommandName> = new Map<string, CommandName>([
  ["frac", "frac"],
  ["dfrac", "frac"],
  ["tfrac", "frac"],
  ["cfrac", "frac"],
  ["sfrac", "frac"],
  ["nicefrac", "frac"],
  ["binom", "binom"],
  ["dbinom", "binom"],
  ["tbinom", "binom"],
  ["sqrt", "sqrt"],
  ["sum", "sum"],
  ["prod", "product"],
  ["over", "over"],
  ["choose", "choose"],
  ["int", "unsupported"],
  ["iint", "unsupported"],
  ["oint", "unsupported"],
  ["lim", "unsupported"],
  ...["overline", "bar", "hat", "widehat", "vec", "overrightarrow", "tilde", "widetilde", "dot", "ddot"].map(
    (name): [string, CommandName] => [name, "accent"],
  ),
]);

/** Signs by their command names. */
export const operatorCommands: ReadonlyMap<string, OperatorName> = new Map<string, OperatorName>([
  ["times", "*"],
  ["cdot", "*"],
  ["ast", "*"],
  ["bullet", "*"],
  ["div", "/"],
  ["slash", "/"],
  ["pm", "pm"],
  ["mp", "mp"],
  ["bmod", "mod"],
  ["mod", "mod"],
  ["pmod", "pmod"],
  ["cup", "union"],
  ["bigcup", "union"],
  ["cap", "intersection"],
  ["setminus", "without"],
  ["backslash", "without"],
  ["smallsetminus", "without"],
  ["colon", ":"],
  ["degree", "degree"],
]);

/** Relations by their command names. */
export const relationCommands: ReadonlyMap<string, Relation> = new Map<string, Relation>([
  ["le", "<="],
  ["leq", "<="],
  ["leqslant", "<="],
  ["leqq", "<="],
  ["lt", "<"],
  ["ge", ">="],
  ["geq", ">="],
  ["geqslant", ">="],
  ["geqq", ">="],
  ["gt", ">"],
  ["ne", "!="],
  ["neq", "!="],
  ["approx", "~"],
  ["approxeq", "~"],
  ["simeq", "~"],
  ["doteq", "~"],
  ["sim", "~"],
  ["in", "in"],
  ["equiv", "congruent"],
  ["to", "->"],
  ["rightarrow", "->"],
  ["longrightarrow", "->"],
  ["mapsto", "->"],
  ["Rightarrow", "other"],
  ["implies", "other"],
  ["iff", "other"],
  ["Leftrightarrow", "other"],
  ["perp", "other"],
  ["parallel", "other"],
  ["cong", "other"],
  ["notin", "other"],
  ["subset", "other"],
  ["subseteq", "other"],
  ["propto", "other"],
]);

/** Brackets by their command names. */
export const bracketCommands: ReadonlyMap<string, readonly ["open" | "close", Bracket]> = new Map<
  string,
  readonly ["open" | "close", Bracket]
>([
  ["lbrace", ["open", "{"]],
  ["rbrace", ["close", "{"]],
  ["lbrack", ["open", "["]],
  ["rbrack", ["close", "["]],
  ["lparen", ["open", "("]],
  ["rparen", ["close", "("]],
  ["langle", ["open", "<"]],
  ["rangle", ["close", "<"]],
  ["lfloor", ["open", "floor"]],
  ["rfloor", ["close", "floor"]],
  ["lceil", ["open", "ceiling"]],
  ["rceil", ["close", "ceiling"]],
  ["lvert", ["open", "|"]],
  ["rvert", ["close", "|"]],
  ["lVert", ["open", "|"]],
  ["rVert", ["close", "|"]],
]);

/** Binary operators with their precedence; a higher one binds tighter. `^` groups to the right. */
export const precedenceOf = {
  union: 10,
  without: 12,
  intersection: 14,
  "+": 20,
  "-": 20,
  pm: 20,
  mp: 20,
  fold: 30,
  "*": 40,
  "/": 40,
  mod: 40,
  function: 50,
  juxtaposition: 60,
  sign: 70,
  "^": 80,
  root: 90,
} as const;

/** The effect of a binary sign. */
export const binaryOperators: Readonly<Partial<Record<OperatorName, Operator>>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "^": "power",
  pm: "plusMinus",
  mp: "minusPlus",
  mod: "modulo",
  union: "union",
  intersection: "intersection",
  without: "without",
};
