import { Budget, BudgetExceeded } from "../evaluate/budget.ts";
import { equalRationals, integer, multiply, one, order, type Rational } from "../evaluate/rational.ts";
import { clean } from "../parse/clean.ts";
import { contains, type Node, type Operator, rebuild } from "../parse/node.ts";
import { parseAnswer } from "../parse/parse-answer.ts";
import type { Reading } from "../parse/tokenize.ts";
import { isSameDate } from "./dates.ts";
import { unknownsOf } from "./expressions.ts";
import { choiceOf, chosenLetter, spells } from "./prose.ts";
import { compareNodes } from "./structures.ts";
import type { Comparison, Verdict } from "./verdict.ts";

const maxChars = 30_000;
const maxAmbiguousChars = 1000;
const budgetUnits = 25_000;

/** The text as it would be typed: without blanks (but between digits), markup of words, and sizes of brackets. */
function typed(text: string): string {
  return text
    .replace(/\\(?:left|right|big|Big|displaystyle)(?![A-Za-z])|\\[!,;: ]/g, "")
    .replace(/\\(?:dfrac|tfrac|cfrac)(?![A-Za-z])/g, "\\frac")
    .replace(/\\(?:text|mbox|mathrm|textbf|mathbf)\{([^{}\\]*)\}/g, "$1")
    .replace(/(?<!\d)\s+|\s+(?!\d)/g, "");
}

/** The readings of a text: one, unless its commas or slashes can be read in two ways. */
function readingsOf(text: string): Reading[] {
  if (text.length > maxAmbiguousChars) return [{ joinsCommas: true, slashTakesProducts: false }];
  const commas = /\d,\d{3}(?!\d)/.test(text) ? [true, false] : [true];
  const slashes = /\/\s*(?:\d+\s*[A-Za-z\\(]|\\?[A-Za-z]+\s*[A-Za-z\\(]|\([^()]*\)\s*[A-Za-z(])/.test(text)
    ? [false, true]
    : [false];
  return commas.flatMap((joinsCommas) => slashes.map((slashTakesProducts) => ({ joinsCommas, slashTakesProducts })));
}

const carries = (node: Node, operator: Operator): boolean =>
  contains(node, (inner) => inner.kind === "apply" && inner.operator === operator);

/** The answers as digits when only one of them states the base that the digits are in. */
function withoutBase(a: Node, b: Node): readonly [Node, Node] | null {
  if (a.kind !== "number" || b.kind !== "number") return null;
  const bare = (node: typeof a): string => node.inBase?.digits ?? String(node.value.over);
  const isOneSided = (a.inBase === undefined) !== (b.inBase === undefined) && a.places === 0 && b.places === 0;
  return isOneSided && bare(a) === bare(b) ? [a, a] : null;
}

const saysParameter = /\\mathbb\s?\{?\s?Z|\\in\s?Z|integer|constant|arbitrary/;

/** The second answer with the first's name for its parameter, where one of the texts says that there is one. */
function withParameterOf(a: Node, b: Node): Node | null {
  const [own, other] = [unknownsOf(a), unknownsOf(b)];
  const [from, ...more] = other.filter((name) => !own.includes(name));
  const [to, ...rest] = own.filter((name) => !other.includes(name));
  if (from === undefined || to === undefined || more.length > 0 || rest.length > 0) return null;
  return rebuild(b, (node) => (node.kind === "symbol" && node.name === from ? { kind: "symbol", name: to } : node));
}

const usesConstant = (node: Node, name: string): boolean =>
  contains(node, (inner) => inner.kind === "constant" && inner.name === name);
const usesSymbol = (node: Node, name: string): boolean =>
  contains(node, (inner) => inner.kind === "symbol" && inner.name === name);

const programNames = [
  ["E", "e"],
  ["I", "i"],
  ["j", "i"],
] as const;

/** Programs print e and i as `E`, `I` and `j`: read them so beside an answer that has the constant and no such unknown. */
function withPrintedConstants(node: Node, beside: Node): Node {
  const meant = programNames.filter(
    ([symbol, constant]) =>
      usesSymbol(node, symbol) &&
      !usesConstant(node, constant) &&
      usesConstant(beside, constant) &&
      !usesSymbol(beside, symbol),
  );
  if (meant.length === 0) return node;
  return rebuild(node, (inner) => {
    const constant = inner.kind === "symbol" ? meant.find(([symbol]) => symbol === inner.name)?.[1] : undefined;
    return constant === undefined ? inner : { kind: "constant", name: constant };
  });
}

const statesRadians = (node: Node): boolean =>
  contains(node, (inner) => inner.kind === "quantity" && inner.unit.dimensions?.["radian"] !== undefined);

function compareReading(first: Node, second: Node, budget: Budget): Verdict {
  const comparison: Comparison = { budget, logBase: "10", ignoresSigns: false, depth: 0 };
  const [x, y] = [choiceOf(first), choiceOf(second)];
  if (x !== null && x === y) return "equal";
  if (withoutBase(first, second) !== null || spells(first, second) || spells(second, first)) return "equal";
  const [a, b] = [withPrintedConstants(first, second), withPrintedConstants(second, first)];
  const verdict = compareNodes(a, b, comparison);
  if (verdict === "equal") return verdict;
  const isOneSided = (["degree", "percent"] as const).some((sign) => carries(a, sign) !== carries(b, sign));
  if (!isOneSided || statesRadians(a) || statesRadians(b)) return verdict;
  const loose = compareNodes(a, b, { ...comparison, ignoresSigns: true });
  return loose === "equal" ? "equal" : verdict;
}

/** A choice that is spelled out, "(C) 12", beside its bare letter. */
function isSameChoice(left: string, right: string): boolean {
  const letterOf = (text: string): string | null =>
    /^(?:\\[a-z]{4,6}\s?\{)?\(?([A-Ja-j])\)?\}?$/.exec(text)?.[1]?.toUpperCase() ?? null;
  const [x, y] = [letterOf(left), letterOf(right)];
  if ((x === null) === (y === null)) return false;
  return x === null ? chosenLetter(left) === y : chosenLetter(right) === x;
}

function compareReadings(left: string, right: string): Verdict {
  if (isSameChoice(left, right) || isSameDate(left, right)) return "equal";
  const budget = new Budget(budgetUnits);
  const nodesOf = (text: string): Node[] => readingsOf(text).map((reading) => parseAnswer(text, reading));
  const [as, bs] = [nodesOf(left), nodesOf(right)];
  let doubt = false;
  for (const a of as) {
    for (const b of bs) {
      const verdict = compareReading(a, b, budget);
      if (verdict === "equal") return "equal";
      if (verdict === "unknown") doubt = true;
      const renamed = saysParameter.test(left) || saysParameter.test(right) ? withParameterOf(a, b) : null;
      if (renamed !== null && compareReading(a, renamed, budget) === "equal") return "equal";
    }
  }
  return doubt ? "unknown" : "different";
}

/** How to compare; by default as mathematics alone. */
export interface EquivalenceOptions {
  /** Also takes a share in (0, 1), written as a decimal, for the percentage it is: 0.75 for 75. */
  readonly sharesArePercentages?: boolean;
}

/** The exact value of a bare number, signed or not; null for all else. */
function bareNumber(text: string): { value: Rational; isDecimal: boolean } | null {
  const node = parseAnswer(text, { joinsCommas: true, slashTakesProducts: false });
  return node.kind === "number" ? { value: node.value, isDecimal: node.places > 0 } : null;
}

/** Whether one is a decimal share in (0, 1) and the other the same share in percent. */
function isShareOf(a: string, b: string): boolean {
  const [share, percentage] = [bareNumber(a), bareNumber(b)];
  if (share === null || percentage === null || !share.isDecimal || order(share.value, one) >= 0) return false;
  return equalRationals(multiply(share.value, integer(100)), percentage.value);
}

/**
 * Whether two answers mean the same, as mathematics: numbers, expressions, lists, sets, tuples, intervals, inequalities, equations,
 * matrices, quantities with units, choices and words, in LaTeX or plain notation. Symmetric; bounded in time whatever the input.
 *
 * @returns `unknown` where neither could be shown within the budget; an empty text is equal to nothing
 */
export function equivalent(a: string, b: string, options: EquivalenceOptions = {}): Verdict {
  if (a.length > maxChars || b.length > maxChars) return a.trim() === b.trim() ? "equal" : "unknown";
  const [left, right] = [clean(a), clean(b)];
  if (left === "" || right === "") return left === right ? "unknown" : "different";
  if (left === right || typed(left) === typed(right)) return "equal";
  try {
    const verdict = compareReadings(left, right);
    const isShare =
      options.sharesArePercentages === true &&
      verdict === "different" &&
      (isShareOf(left, right) || isShareOf(right, left));
    return isShare ? "equal" : verdict;
  } catch (error) {
    if (error instanceof BudgetExceeded) return "unknown";
    throw error;
  }
}
