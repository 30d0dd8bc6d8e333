import { Budget, BudgetExceeded } from "../numbers/budget.ts";
import { equalRationals, integer, multiply, one, order, type Rational } from "../numbers/rational.ts";
import { clean } from "../parse/clean.ts";
import { contains, type Node, type Operator, rebuild } from "../parse/node.ts";
import { parseAnswer } from "../parse/parse-answer.ts";
import type { Reading } from "../parse/tokenize.ts";
import { isDateInFigures, isSameDate } from "./dates.ts";
import { withRunsNamed } from "./elided.ts";
import { choiceOf, chosenLetter, spells, textOfChoice, truthOf } from "./prose.ts";
import { freelyRenamed } from "./renaming.ts";
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

/** The answers as digits when only one of them, beside a gold only that, states the base that the digits are in. */
function withoutBase(a: Node, b: Node, isGoldFirst: boolean): readonly [Node, Node] | null {
  if (isGoldFirst && b.kind === "number" && b.inBase !== undefined) return null;
  if (a.kind !== "number" || b.kind !== "number") return null;
  const bare = (node: typeof a): string => node.inBase?.digits ?? String(node.value.over);
  const isOneSided = (a.inBase === undefined) !== (b.inBase === undefined) && a.places === 0 && b.places === 0;
  return isOneSided && bare(a) === bare(b) ? [a, a] : null;
}

const saysParameter = /\\mathbb\s?\{?\s?Z|\\in\s?Z|integer|constant|arbitrary/;

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

function compareReading(first: Node, second: Node, comparison: Comparison): Verdict {
  const [x, y] = [choiceOf(first), choiceOf(second)];
  if (x !== null && x === y) return "equal";
  if (withoutBase(first, second, comparison.isGoldFirst) !== null || spells(first, second) || spells(second, first))
    return "equal";
  const [a, b] = [withPrintedConstants(first, second), withPrintedConstants(second, first)];
  const verdict = compareNodes(a, b, comparison);
  if (verdict === "equal") return verdict;
  const isOneSided = (["degree", "percent"] as const).some((sign) => carries(a, sign) !== carries(b, sign));
  if (!isOneSided || statesRadians(a) || statesRadians(b) || isSmallShare(a) || isSmallShare(b)) return verdict;
  const loose = compareNodes(a, b, { ...comparison, ignoresSigns: true });
  return loose === "equal" ? "equal" : verdict;
}

/** `0.375%`, of which the sign is more likely one too many than left out on the other side. */
const isSmallShare = (node: Node): boolean => {
  const [value] = node.kind === "apply" && node.operator === "percent" ? node.args : [];
  return value?.kind === "number" && value.places > 0 && order(value.value, one) < 0;
};

/** A choice that is spelled out, "(C) 12", beside its bare letter. */
function isSameChoice(left: string, right: string): boolean {
  const letterOf = (text: string): string | null =>
    /^(?:\\[a-z]{4,6}\s?\{)?\(?([A-Ja-j])\)?\}?$/.exec(text)?.[1]?.toUpperCase() ?? null;
  const [x, y] = [letterOf(left), letterOf(right)];
  if ((x === null) === (y === null)) return false;
  return x === null ? chosenLetter(left) === y : chosenLetter(right) === x;
}

/** `(B) 15` beside `15`: a choice's text, where only one of the answers is a choice. */
function withoutLetter(left: string, right: string): readonly [string, string] | null {
  const [x, y] = [textOfChoice(left), textOfChoice(right)];
  if ((x === null) === (y === null)) return null;
  const other = x === null ? left : right;
  return chosenLetter(other) !== null || /^[A-Ja-j]$/.test(other) ? null : [x ?? left, y ?? right];
}

const opposites =
  "increase decrease|increasing decreasing|profit loss|gain loss|north south|east west|left right|above below|maximum minimum|even odd|convergent divergent|converge diverge|clockwise counterclockwise|positive negative|win lose"
    .split("|")
    .map((pair) => pair.split(" "));

/** "12% increase" beside "12% decrease". */
const areOpposed = (left: string, right: string): boolean =>
  /[a-z]{4}/i.test(left) &&
  opposites.some((pair) => {
    const [x, y] = [left, right].map((text) => pair.filter((word) => new RegExp(`\\b${word}`, "i").test(text)));
    return x?.length === 1 && y?.length === 1 && x[0] !== y[0];
  });

/** `{1,3}` beside `(1,3)`: braces that LaTeX does not show. */
function withoutBraces(left: string, right: string): readonly [string, string] | null {
  const inside = (text: string, other: string): string | undefined =>
    other.startsWith("(") ? /^\{([^{}\\]{1,80})\}$/.exec(text)?.[1] : undefined;
  const [x, y] = [inside(left, right), inside(right, left)];
  return x === undefined && y === undefined ? null : [x ?? left, y ?? right];
}

/** `7,5` beside the gold `7.5`: a decimal comma, where the gold has a point or the digits can be no list (`0,111`). */
function withPoint(left: string, right: string, isGoldFirst: boolean): readonly [string, string] | null {
  const comma = /^([^\d(]{0,12}\d+),(\d+)(?!.*[\d,])/s; // a pair has its brackets
  const sure = isGoldFirst ? /^[^\d(]{0,12}(?:(?:0|\d{4,}),\d|\d+,\d{2}(?!\d))/ : /^[^\d(]{0,12}(?:0|\d{4,}),\d/;
  const hasPoint = (text: string): boolean => /\d\.\d/.test(text) && !text.includes(",");
  if (sure.test(left) && comma.test(left) && hasPoint(right)) return [left.replace(comma, "$1.$2"), right];
  const isMeant = isGoldFirst || sure.test(right);
  return isMeant && comma.test(right) && hasPoint(left) ? [left, right.replace(comma, "$1.$2")] : null;
}

function compareReadings(left: string, right: string, options: EquivalenceOptions): Verdict {
  if (isSameChoice(left, right) || isSameDate(left, right)) return "equal";
  if (areOpposed(left, right)) return "different";
  if (isDateInFigures(left) !== isDateInFigures(right)) return "different";
  const [truth, other] = [truthOf(left), truthOf(right)];
  if (truth !== null && other !== null) return truth === other ? "equal" : "different";
  const budget = new Budget(budgetUnits);
  const { isGoldFirst = false, exactFromDigits = 0, endsAreFree = false } = options;
  const policy = { isGoldFirst, exactFromDigits, endsAreFree };
  const comparison: Comparison = { budget, logBase: "10", ignoresSigns: false, depth: 0, ...policy };
  for (const reading of [withoutBraces(left, right), withoutLetter(left, right), withPoint(left, right, isGoldFirst)])
    if (reading !== null && compareTexts(...reading, comparison) === "equal") return "equal";
  return compareTexts(left, right, comparison);
}

function compareTexts(left: string, right: string, comparison: Comparison): Verdict {
  const nodesOf = (text: string): Node[] =>
    readingsOf(text).map((reading) => withRunsNamed(parseAnswer(text, reading)));
  const [as, bs] = [nodesOf(left), nodesOf(right)];
  let doubt = false;
  for (const a of as) {
    for (const b of bs) {
      const isSaid = saysParameter.test(left) || saysParameter.test(right);
      // Under other names nothing may be decided, at the cost of the whole budget: the renamed ones come first.
      for (const renamed of freelyRenamed(a, b, isSaid))
        if (compareReading(a, renamed, comparison) === "equal") return "equal";
      const verdict = compareReading(a, b, comparison);
      if (verdict === "equal") return "equal";
      if (verdict === "unknown") doubt = true;
    }
  }
  return doubt ? "unknown" : "different";
}

/** How to compare; by default as mathematics alone. */
export interface EquivalenceOptions {
  /** Also takes a share in (0, 1), written as a decimal, for the percentage it is: 0.75 for 75. */
  readonly sharesArePercentages?: boolean;
  /** Whether the first answer is the gold: a base, say, may only be left out where the gold states it. */
  readonly isGoldFirst?: boolean;
  /**
   * How many digits a decimal needs to stand for an exact gold that it only rounds (`2.64575` for `\sqrt7`); Infinity for never, 0
   * (the default) where three are enough. Counts only where `isGoldFirst` is set.
   */
  readonly exactFromDigits?: number;
  /** Whether the ends of an interval may belong to it or not. */
  readonly endsAreFree?: boolean;
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
    const verdict = compareReadings(left, right, options);
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
