import type { Grade, Problem } from "../../mdp/index.ts";
import { cellNumbers, cellText } from "../datasets/cell.ts";
import type { DataSet, Grading } from "../datasets/data-set.ts";
import { readExpression } from "./expression.ts";
import { findExpression } from "./find-expression.ts";
import { isWhole } from "./rational.ts";

/** A countdown's problem: reach the target from the numbers, each used at most once. */
interface Countdown {
  readonly target: bigint;
  readonly numbers: readonly bigint[];
}

/** Grades a countdown by calculating: right if the expression is made of the numbers, each at most once, and comes to the target. */
export const countdownGrading: Grading = {
  grade: async (problem, text) => gradeCountdown(problem, text),
  isSameAnswer: (a, b) => a.replaceAll(/\s/g, "") === b.replaceAll(/\s/g, ""),
  goldResponse: ({ solution }) => solution,
};

function gradeCountdown(problem: Pick<Problem, "question" | "answer">, text: string): Grade {
  const asked = countdownOf(problem);
  if (asked === undefined)
    return {
      outcome: "error",
      answer: null,
      reason: 'the gold must read "24 from 3, 8", or the question list the numbers',
    };
  const answer = findExpression(text);
  if (answer === undefined) return { outcome: "noAnswer", answer: null, reason: "no expression found" };
  const fault = faultOf(answer, asked);
  return fault === undefined
    ? { outcome: "correct", answer, reason: `it comes to ${asked.target}` }
    : { outcome: "wrong", answer, reason: fault };
}

function faultOf(answer: string, { target, numbers }: Countdown): string | undefined {
  const expression = readExpression(answer);
  if ("fault" in expression) return `it ${expression.fault}`;
  const left = [...numbers];
  for (const number of expression.numbers) {
    const place = left.indexOf(number);
    if (place < 0) return `it uses ${number} more often than it is given`;
    left.splice(place, 1);
  }
  const { over, under } = expression.value;
  return isWhole(expression.value, target) ? undefined : `it comes to ${Number(over) / Number(under)}, not ${target}`;
}

function countdownOf({ question, answer }: Pick<Problem, "question" | "answer">): Countdown | undefined {
  const [, target, own] = /^\s*(-?\d{1,15})(?:\s+from\s+(.+))?\s*$/.exec(answer) ?? [];
  const listed = own ?? /\[([\d,\s]{1,400})\]/.exec(question)?.[1];
  if (target === undefined || listed === undefined) return undefined;
  const numbers = listed.match(/\d{1,15}/g) ?? [];
  return { target: BigInt(target), numbers: numbers.map(BigInt) };
}

const hub = { repository: "Jiayi-Pan/Countdown-Tasks-3to4", files: "data/train-*.parquet" };

/** Reach a number by arithmetic; golds read `24 from 47, 76, 55, 60`. */
export const countdownSet: DataSet = {
  name: "countdown",
  about:
    "reach a number by arithmetic with given ones, 490,000 made by program (Pan 2025); the last 1,024 are the test",
  readQuestion: (columns) => {
    const own = cellText(columns, "problem") ?? cellText(columns, "question");
    const numbers = cellNumbers(columns, "nums");
    const target = cellText(columns, "target");
    const made =
      numbers === undefined || target === undefined
        ? undefined
        : `Using the numbers [${numbers.join(", ")}], create an equation that equals ${target}.`;
    const text = own ?? made;
    return text === undefined
      ? { kind: "none", why: 'it has no column "problem", nor "nums" and "target"' }
      : { kind: "question", text };
  },
  readGold: (columns) => {
    const target = cellText(columns, "target") ?? cellText(columns, "answer");
    const numbers = cellNumbers(columns, "nums");
    if (target === undefined) return { kind: "none", why: 'it has no column "target" or "answer"' };
    const solution = cellText(columns, "solution");
    const answer = numbers === undefined ? target : `${target} from ${numbers.join(", ")}`;
    return { kind: "gold", answer, ...(solution === undefined ? {} : { solution }) };
  },
  flaws: "leaveOut",
  instruction: "Use each number at most once, with + - * / and brackets. End with <answer>the expression</answer>.",
  grading: countdownGrading,
  hub: { train: { ...hub, rows: [0, -1024] }, test: { ...hub, rows: [-1024] } },
};
