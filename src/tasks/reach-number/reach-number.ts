import { pick, type Grade, type Problem, type Rng } from "../../mdp/index.ts";
import { readExpression } from "../countdown/expression.ts";
import { isWhole } from "../countdown/rational.ts";
import { checkOf, goldOf, gradeLastLine, listOf, nearMiss, type Fault } from "../generated/attempt.ts";
import type { DrawnProblem, Family } from "../generated/family.ts";
import type { LevelName } from "../word-problems/level.ts";
import { addAndSubtract, type Combination, combineAtRandom } from "./combine.ts";

/** The ranges that a level draws from. */
interface ReachLevel {
  /** How the numbers may be combined: added and subtracted one after another, or by + - * and / in any order. */
  readonly combine: (rng: Rng, numbers: readonly number[]) => Combination;
  /** How many numbers there are. */
  readonly numbers: number;
  /** The largest of them. */
  readonly largest: number;
  /** The largest target; the smallest is 1. */
  readonly largestTarget: number;
}

const reachLevels: Readonly<Record<LevelName, ReachLevel>> = {
  easy: { combine: addAndSubtract, numbers: 4, largest: 20, largestTarget: 60 },
  medium: { combine: combineAtRandom, numbers: 3, largest: 20, largestTarget: 99 },
  hard: { combine: combineAtRandom, numbers: 4, largest: 20, largestTarget: 99 },
  expert: { combine: combineAtRandom, numbers: 5, largest: 25, largestTarget: 199 },
};

/**
 * Reach the number: make a target from given numbers, each used once, by + - * and /. An attempt writes its steps, checks
 * what it came to ("21 is not 17.") and ends with its expression; whether it is right shows without knowing a solution.
 */
export const reachNumber: Family = {
  name: "reach-number",
  draw: (rng, level) => drawReach(rng, reachLevels[level]),
  grade: async (problem, text) => gradeReach(problem, text),
  isSameAnswer: (a, b) => valueOf(a) === valueOf(b),
};

function drawReach(rng: Rng, level: ReachLevel): DrawnProblem {
  const { combine, numbers: count, largest, largestTarget } = level;
  for (;;) {
    const numbers = Array.from({ length: count }, () => 1 + rng.below(largest));
    const found = combine(rng, numbers);
    if (found.value < 1 || found.value > largestTarget) continue;
    const target = found.value;
    return {
      key: `${numbers.toSorted((a, b) => a - b).join(" ")} -> ${target}`,
      question: ask(rng, combine === addAndSubtract ? sums : anyWay, numbers, target),
      answer: goldOf(target, numbers),
      solution: tell(found, target),
      tryOut: (writer) => tell(tryOf(writer, level, numbers, target), target),
    };
  }
}

const near = 25;

const tryOf = (rng: Rng, { combine }: ReachLevel, numbers: readonly number[], target: number): Combination =>
  nearMiss(
    () => combine(rng, numbers),
    ({ value }) => Math.abs(value - target),
    near,
  );

/** Questions: {list} is the numbers, {target} what is to be reached. */
const anyWay = [
  "Use {list}, each once, to reach {target}.",
  "Reach {target} with {list}, each used once.",
  "Make {target} from {list}. Use each number once.",
] as const;
const sums = [
  "Add and subtract {list}, each once, to reach {target}.",
  "Reach {target} by adding and subtracting {list}, each once.",
  "Make {target} from {list} by + and -. Use each number once.",
] as const;

/** Whether a question allows + and - alone. */
const isOfSums = (question: string): boolean =>
  sums.some((asked) => asked.split(/\{\w+\}/).every((words) => question.includes(words)));

function ask(rng: Rng, questions: readonly string[], numbers: readonly number[], target: number): string {
  return pick(rng, questions).replace("{list}", listOf(numbers)).replace("{target}", String(target));
}

function tell({ value, expression, lines }: Combination, target: number): string {
  return [...lines, checkOf(value, target), `#### ${expression}`].join("\n");
}

const form = { pattern: /^[\d+\-*/() ]+$/, name: "expression" };
const sumForm = { pattern: /^[\d+\-() ]+$/, name: "expression by + and -" };

function gradeReach({ question, answer }: Pick<Problem, "question" | "answer">, text: string): Grade {
  return gradeLastLine(answer, text, isOfSums(question) ? sumForm : form, faultOf, "it comes to");
}

function faultOf(written: string, target: string, given: readonly string[]): Fault | undefined {
  const expression = readExpression(written);
  if ("fault" in expression) return { reason: `it ${expression.fault}` };
  if (sorted(expression.numbers) !== sorted(given.map(BigInt)))
    return { reason: `it is not made of ${given.join(", ")}, each once` };
  const { over, under } = expression.value;
  if (isWhole(expression.value, BigInt(target))) return undefined;
  return { reason: `it comes to ${Number(over) / Number(under)}, not ${target}` };
}

/** Expressions are one vote if they are made of the same numbers and come to the same value. */
function valueOf(written: string): string {
  const expression = readExpression(written);
  if ("fault" in expression) return written.replaceAll(" ", "");
  const { over, under } = expression.value;
  return `${Number(over) / Number(under)} from ${sorted(expression.numbers)}`;
}

const sorted = (numbers: readonly bigint[]): string => numbers.toSorted((a, b) => Number(a - b)).join(" ");
