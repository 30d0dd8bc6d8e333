import { ConfigError, createRng, type Problem } from "../mdp/index.ts";

/**
 * The problems to evaluate on: all, or a sample that is the same in every run of every config, so that runs can be compared.
 * Not the first ones: data sets are often sorted by subject.
 *
 * @param count problems wanted; undefined or too many: all
 * @throws ConfigError if there are no problems
 */
export function chooseTestProblems(problems: readonly Problem[], count?: number): readonly Problem[] {
  if (problems.length === 0)
    throw new ConfigError("evaluation needs test problems, but there are none; give the task a test split");
  if (count === undefined || count >= problems.length) return problems;
  const chosen = new Set(createRng(0).shuffle(problems).slice(0, count));
  return problems.filter((problem) => chosen.has(problem));
}
