import type { Operator } from "./node.ts";

/** Functions that LaTeX and plain text call by these names, before their argument. */
export const ownNames = [
  ...(["exp", "ln", "log", "sin", "cos", "tan", "cot", "sec", "csc"] as const),
  ...(["arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc"] as const),
  ...(["sinh", "cosh", "tanh", "coth", "sech", "csch", "arsinh", "arcosh", "artanh"] as const),
  ...(["gcd", "lcm", "max", "min"] as const),
] as const;

/** Functions written before their argument: operators, and short forms of them (`lg` is log to base 10, `lb` to base 2). */
export type FunctionName =
  | (typeof ownNames)[number]
  | Extract<Operator, "real" | "imaginary" | "absolute" | "floor" | "ceiling" | "factorial" | "binomial">
  | "lg"
  | "lb"
  | "cbrt"
  | "cis";

const otherNames: Readonly<Record<string, FunctionName>> = {
  lg: "lg",
  lb: "lb",
  cis: "cis",
  cbrt: "cbrt",
  tg: "tan",
  ctg: "cot",
  cosec: "csc",
  asin: "arcsin",
  acos: "arccos",
  atan: "arctan",
  arctg: "arctan",
  arcsinh: "arsinh",
  arccosh: "arcosh",
  arctanh: "artanh",
  asinh: "arsinh",
  acosh: "arcosh",
  atanh: "artanh",
  abs: "absolute",
  Abs: "absolute",
  floor: "floor",
  ceil: "ceiling",
  ceiling: "ceiling",
  factorial: "factorial",
  binomial: "binomial",
  Max: "max",
  Min: "min",
  Re: "real",
  Im: "imaginary",
};

/** Functions by their LaTeX or plain names. */
export const functionNames: ReadonlyMap<string, FunctionName> = new Map<string, FunctionName>([
  ...ownNames.map((name): [string, FunctionName] => [name, name]),
  ...Object.entries(otherNames),
]);
