import { equivalent, type ExtractOptions, type ExtractStyle, grade, type GradeResult } from "../grade/index.ts";
import type { Problem, Task } from "../mdp/index.ts";
import type { Grading } from "./datasets/data-set.ts";

/** A task's grading by the attempt's text and the gold answer, looking for the answer as told. */
export function textGrader(options: ExtractOptions): Task["grade"] {
  return async (problem, text) => {
    const { outcome, answer, reason } = gradeText(options, problem, text);
    return { outcome, answer, reason };
  };
}

const gradeText = (options: ExtractOptions, { answer, question }: Problem, text: string): GradeResult =>
  grade({ gold: answer, prediction: text, problem: question, ...options });

/** Two answers are one vote where the grader finds them equal; doubt is a difference. */
export function isSameAnswer(a: string, b: string): boolean {
  return equivalent(a, b) === "equal";
}

const markedBy: Readonly<Record<ExtractStyle, (answer: string) => string>> = {
  auto: (answer) => `\\boxed{${answer}}`,
  boxed: (answer) => `\\boxed{${answer}}`,
  hashes: (answer) => `#### ${answer}`,
  phrase: (answer) => `The answer is ${answer}`,
  number: (answer) => answer,
  whole: (answer) => answer,
};

/** Grading of answers that are mathematics in a text. */
export function textGrading(options: ExtractOptions): Grading {
  return {
    grade: textGrader(options),
    isSameAnswer,
    explain: (problem, text) => {
      const { rule, span } = gradeText(options, problem, text);
      return { rule, span };
    },
    goldResponse: ({ answer }) => markedBy[options.style ?? "auto"](answer),
  };
}
