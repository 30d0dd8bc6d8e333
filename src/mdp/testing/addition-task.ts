import type { Grade } from "../attempt.ts";
import type { Task } from "../ports/task.ts";
import type { Problem, Split } from "../problem.ts";

/** The problem "What is a + b?", with its worked solution. */
export function addition(a: number, b: number, split: Split = "train"): Problem {
  const answer = String(a + b);
  return {
    id: `${split}-${a}-${b}`,
    question: `What is ${a} + ${b}?`,
    answer,
    solution: `${a} + ${b} = ${answer} #### ${answer}`,
  };
}

/** n different additions of a split; no problem of one split is in another. */
export function additions(n: number, split: Split): readonly Problem[] {
  const base = { train: 1, validation: 20_000, test: 40_000 }[split];
  return Array.from({ length: n }, (_, i) => addition(base + i, 7, split));
}

/**
 * The smallest task: sums. An attempt's answer is what follows its last `####`; numbers are the same vote if equal as numbers
 * ("7" and "07"); the answer "?" is one that the grader cannot decide.
 */
export function additionTask(problems: Partial<Record<Split, readonly Problem[]>> = {}): Task {
  return {
    name: "addition",
    problems: (split) => problems[split] ?? [],
    prompt: ({ question }) => [{ role: "user", content: question }],
    grade: (problem, text) => Promise.resolve(gradeOf(problem, text)),
    isSameAnswer: (a, b) => Number(a) === Number(b),
  };
}

function gradeOf({ answer: gold }: Problem, text: string): Grade {
  const answer = text.includes("####") ? (text.split("####").at(-1) ?? "").trim() : null;
  if (answer === null) return { outcome: "noAnswer", answer };
  if (answer === "?") return { outcome: "error", answer, reason: "cannot decide" };
  return { outcome: Number(answer) === Number(gold) ? "correct" : "wrong", answer };
}
