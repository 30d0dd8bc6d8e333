import { Budget, BudgetExceeded } from "../evaluate/budget.ts";
import { clean } from "../parse/clean.ts";
import { contains, type Node, type Operator } from "../parse/node.ts";
import { parseAnswer } from "../parse/parse-answer.ts";
import type { Reading } from "../parse/tokenize.ts";
import { choiceOf } from "./prose.ts";
import { compareNodes } from "./structures.ts";
import type { Comparison, Verdict } from "./verdict.ts";

const maxChars = 30_000;
const budgetUnits = 40_000;

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

function compareReading(a: Node, b: Node, budget: Budget): Verdict {
  const comparison: Comparison = { budget, logBase: "10", ignoresSigns: false, depth: 0 };
  const [x, y] = [choiceOf(a), choiceOf(b)];
  if (x !== null && x === y) return "equal";
  if (withoutBase(a, b) !== null) return "equal";
  const verdict = compareNodes(a, b, comparison);
  if (verdict === "equal") return verdict;
  const isOneSided = (["degree", "percent"] as const).some((sign) => carries(a, sign) !== carries(b, sign));
  if (!isOneSided) return verdict;
  const loose = compareNodes(a, b, { ...comparison, ignoresSigns: true });
  return loose === "equal" ? "equal" : verdict;
}

function compareReadings(left: string, right: string): Verdict {
  const budget = new Budget(budgetUnits);
  const nodesOf = (text: string): Node[] => readingsOf(text).map((reading) => parseAnswer(text, reading));
  const [as, bs] = [nodesOf(left), nodesOf(right)];
  let doubt = false;
  for (const a of as) {
    for (const b of bs) {
      const verdict = compareReading(a, b, budget);
      if (verdict === "equal") return "equal";
      if (verdict === "unknown") doubt = true;
    }
  }
  return doubt ? "unknown" : "different";
}

/**
 * Whether two answers mean the same, as mathematics: numbers, expressions, lists, sets, tuples, intervals, inequalities, equations,
 * matrices, quantities with units, choices and words, in LaTeX or plain notation. Symmetric; bounded in time whatever the input.
 *
 * @returns `unknown` where neither could be shown within the budget; an empty text is equal to nothing
 */
export function equivalent(a: string, b: string): Verdict {
  if (a.length > maxChars || b.length > maxChars) return a.trim() === b.trim() ? "equal" : "unknown";
  const [left, right] = [clean(a), clean(b)];
  if (left === "" || right === "") return left === right ? "unknown" : "different";
  if (left === right || typed(left) === typed(right)) return "equal";
  try {
    return compareReadings(left, right);
  } catch (error) {
    if (error instanceof BudgetExceeded) return "unknown";
    throw error;
  }
}
