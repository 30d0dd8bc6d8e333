import type { Task } from "../mdp/index.ts";
import { exactSum } from "./exact-sum/exact-sum.ts";
import { guessAndCheck } from "./guess-and-check/guess-and-check.ts";
import { reachNumber } from "./reach-number/reach-number.ts";
import { wordProblems } from "./word-problems/word-problems.ts";
import type { Family } from "./generated/family.ts";
import { type GeneratedOptions, generatedTask } from "./generated/generated-task.ts";

const checkable: readonly Family[] = [guessAndCheck, reachNumber, exactSum];

/** The tasks that are generated: stories to calculate, and the families whose attempts can be checked. */
export const generatedNames: readonly string[] = ["word-problems", ...checkable.map(({ name }) => name)];

/** The generated task of this name; undefined for any other name. */
export function openGenerated(name: string, options: GeneratedOptions): Task | undefined {
  if (name === "word-problems") return wordProblems(options);
  const family = checkable.find((one) => one.name === name);
  return family && generatedTask(family, options);
}
