import type { Grade, Problem, Rng } from "../../mdp/index.ts";
import { readExpression } from "../countdown/expression.ts";
import { isWhole } from "../countdown/rational.ts";
import type { DrawnProblem, Family } from "../generated/family.ts";
import type { LevelName } from "../word-problems/level.ts";
import { type Combination, combineAtRandom } from "./combine.ts";

/** The ranges that a level draws from. */
interface ReachLevel {
  /** How many numbers there are. */
  readonly numbers: number;
  /** The largest of them. */
  readonly largest: number;
  /** The largest target; the smallest is 1. */
  readonly largestTarget: number;
}

const reachLevels: Readonly<Record<LevelName, ReachLevel>> = {
  easy: { numbers: 3, largest: 12, largestTarget: 60 },
  medium: { numbers: 3, largest: 20, largestTarget: 99 },
  hard: { numbers: 4, largest: 20, largestTarget: 99 },
  expert: { numbers: 5, largest: 25, largestTarget: 199 },
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

function drawReach(rng: Rng, { numbers: count, largest, largestTarget }: ReachLevel): DrawnProblem {
  for (;;) {
    const numbers = Array.from({ length: count }, () => 1 + rng.below(largest));
    const found = combineAtRandom(rng, numbers);
    if (found.value < 1 || found.value > largestTarget) continue;
    const target = found.value;
    return {
      key: `${numbers.toSorted((a, b) => a - b).join(" ")} -> ${target}`,
      question: ask(rng, numbers, target),
      answer: `${target} from ${numbers.join(", ")}`,
      solution: tell(found, target),
      tryOut: (writer) => tell(nearMiss(writer, numbers, target), target),
    };
  }
}

const near = 25;
const looks = 4;

/** Somebody's try: of a few ways to combine the numbers the first that comes near the target, else the last. */
function nearMiss(rng: Rng, numbers: readonly number[], target: number): Combination {
  let tried = combineAtRandom(rng, numbers);
  for (let look = 1; look < looks && Math.abs(tried.value - target) > near; look++)
    tried = combineAtRandom(rng, numbers);
  return tried;
}

function ask(rng: Rng, numbers: readonly number[], target: number): string {
  const list = `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  const questions = [
    `Use ${list}, each once, to reach ${target}.`,
    `Reach ${target} with ${list}, each used once.`,
    `Make ${target} from ${list}. Use each number once.`,
  ];
  return questions[rng.below(questions.length)] ?? "";
}

function tell({ value, expression, lines }: Combination, target: number): string {
  return [...lines, `${value} is ${value === target ? "" : "not "}${target}.`, `#### ${expression}`].join("\n");
}

const longestExpression = 80; // characters: five numbers with all their brackets are 25

function gradeReach({ answer: gold }: Pick<Problem, "answer">, text: string): Grade {
  const written = /(?:^|\n)#### ([^\n]+)$/.exec(text.trimEnd())?.[1]?.trim();
  if (written === undefined || written.length > longestExpression || !/^[\d+\-*/() ]+$/.test(written)) {
    return { outcome: "noAnswer", answer: null, reason: 'no expression after a last line\'s "#### "' };
  }
  const [target = "", list = ""] = gold.split(" from ");
  const fault = faultOf(written, BigInt(target), list.split(", ").map(BigInt));
  return fault === undefined
    ? { outcome: "correct", answer: written, reason: `it comes to ${target}` }
    : { outcome: "wrong", answer: written, reason: fault };
}

function faultOf(written: string, target: bigint, given: readonly bigint[]): string | undefined {
  const expression = readExpression(written);
  if ("fault" in expression) return `it ${expression.fault}`;
  if (sorted(expression.numbers) !== sorted(given)) return `it is not made of ${given.join(", ")}, each once`;
  const { over, under } = expression.value;
  return isWhole(expression.value, target) ? undefined : `it comes to ${Number(over) / Number(under)}, not ${target}`;
}

/** Expressions are one vote if they are made of the same numbers and come to the same value. */
function valueOf(written: string): string {
  const expression = readExpression(written);
  if ("fault" in expression) return written.replaceAll(" ", "");
  const { over, under } = expression.value;
  return `${Number(over) / Number(under)} from ${sorted(expression.numbers)}`;
}

const sorted = (numbers: readonly bigint[]): string => numbers.toSorted((a, b) => Number(a - b)).join(" ");
