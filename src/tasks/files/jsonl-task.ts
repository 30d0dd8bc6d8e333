import type { ExtractOptions } from "../../grade/index.ts";
import { ConfigError, type Problem, type Split, type Task } from "../../mdp/index.ts";
import { isSameAnswer, textGrader } from "../text-grader.ts";
import { readProblems } from "./read-problems.ts";

/** A task whose problems are in JSONL files. */
export interface JsonlTaskOptions {
  readonly name: string;
  /** A file for each split that is used. */
  readonly files: { readonly [S in Split]?: string | undefined };
  /** Follows the question in the first message: what form the answer must have. */
  readonly instruction?: string;
  /** How to look for the answer in an attempt. */
  readonly extract: ExtractOptions;
}

/**
 * A task over files of rows `{problem | question, answer, solution?, id?}`.
 *
 * @returns a task whose `problems(split)` throws ConfigError where the split has no file, or a row is no problem
 */
export function jsonlTask({ name, files, instruction, extract }: JsonlTaskOptions): Task {
  const read = new Map<Split, readonly Problem[]>();
  const problems = (split: Split): readonly Problem[] => {
    const file = files[split];
    if (file === undefined) throw new ConfigError(`task ${name} has no ${split} problems; name a JSONL file for them`);
    const known = read.get(split) ?? readProblems(file, `${name}-${split}`);
    read.set(split, known);
    return known;
  };
  const content = (question: string) => (instruction === undefined ? question : `${question}\n${instruction}`);
  return {
    name,
    problems,
    prompt: ({ question }) => [{ role: "user", content: content(question) }],
    grade: textGrader(extract),
    isSameAnswer,
  };
}
