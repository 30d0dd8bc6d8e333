import { ConfigError, type Problem, type Split, type Task } from "../../mdp/index.ts";
import type { DataSet } from "./data-set.ts";

/** The task over a data set's problems that have been read. */
export function dataSetTask(
  { name, instruction, grading }: DataSet,
  splits: Readonly<Partial<Record<Split, readonly Problem[]>>>,
): Task {
  const content = (question: string): string => (instruction === undefined ? question : `${question}\n${instruction}`);
  const { grade, isSameAnswer, feedback } = grading;
  return {
    name,
    problems: (split) => {
      const problems = splits[split];
      if (problems !== undefined) return problems;
      throw new ConfigError(
        `task ${name} has no ${split} problems, only ${Object.keys(splits).join(" and ")}; name a file for them: task.files.${split}`,
      );
    },
    prompt: ({ question }) => [{ role: "user", content: content(question) }],
    grade,
    isSameAnswer,
    ...(feedback === undefined ? {} : { feedback }),
  };
}
