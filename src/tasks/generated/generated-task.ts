import { ConfigError, createRng, type Problem, type Rng, seedOf, type Split, type Task } from "../../mdp/index.ts";
import type { LevelName } from "../word-problems/level.ts";
import { withoutCheck } from "./attempt.ts";
import type { DrawnProblem, Family } from "./family.ts";

/** Which generated problems a run works on. */
export interface GeneratedOptions {
  readonly level: LevelName;
  /** Problems of each split. */
  readonly counts: Readonly<Record<Split, number>>;
  readonly seed: number;
}

/** A generated task, whose problems can also be tried by somebody who does not know the answer: what a base model reads. */
export interface GeneratedTask extends Task {
  /** An honest try at a problem of this task, right or wrong. */
  readonly tryOut: (problem: Problem, rng: Rng) => string;
}

const drawsInVain = 10_000; // so many in a row bring nothing new: the family has run dry

/**
 * A task whose problems are drawn from a family. One problem in ten is for testing and one in ten for validation, by its
 * numbers alone: no problem of one split is in another, whatever the seeds, the level and the words around it (I8). No two
 * problems to be measured on have the same numbers; no two to train on have the same question.
 *
 * @throws ConfigError from `problems` if the family has fewer problems at this level than the split should hold
 */
export function generatedTask(family: Family, { level, counts, seed }: GeneratedOptions): GeneratedTask {
  const splits = new Map<Split, readonly Problem[]>();
  const drawn = new Map<string, DrawnProblem>(); // by the problem's id
  const problems = (split: Split): readonly Problem[] => {
    const known = splits.get(split);
    if (known !== undefined) return known;
    const found = drawSplit(family, level, split, counts[split], seed);
    const told = found.map((problem, i) => {
      const id = `${family.name}-${level}-${seed}-${split}-${i}`;
      drawn.set(id, problem);
      const { question, answer, solution } = problem;
      return { id, question, answer, solution };
    });
    splits.set(split, told);
    return told;
  };
  return {
    name: `${family.name}/${level}`,
    problems,
    prompt: ({ question }) => [{ role: "user", content: question }],
    grade: family.grade,
    isSameAnswer: family.isSameAnswer,
    withoutCheck,
    tryOut: ({ id }, rng) => {
      const problem = drawn.get(id);
      if (problem === undefined)
        throw new ConfigError(`${id} is not a problem of ${family.name}; draw its split first`);
      return problem.tryOut(rng);
    },
  };
}

function drawSplit(
  family: Family,
  level: LevelName,
  split: Split,
  count: number,
  seed: number,
): readonly DrawnProblem[] {
  const rng = createRng(seedOf(family.name, level, split, seed));
  const found = new Map<string, DrawnProblem>();
  for (let inVain = 0; found.size < count; inVain++) {
    if (inVain > drawsInVain) throw ranDry(family.name, level, split, found.size, count);
    const problem = family.draw(rng, level);
    const identity = split === "train" ? problem.question : problem.key;
    if (splitOfKey(problem.key) !== split || found.has(identity)) continue;
    found.set(identity, problem);
    inVain = 0;
  }
  return [...found.values()];
}

/** The split that a problem belongs to by its key. */
function splitOfKey(key: string): Split {
  const bucket = seedOf(key) % 10;
  return bucket === 0 ? "test" : bucket === 1 ? "validation" : "train";
}

function ranDry(name: string, level: string, split: Split, found: number, wanted: number): ConfigError {
  return new ConfigError(
    `task ${name}, level ${level}, has about ${found} different ${split} problems, wanted ${wanted}; ` +
      `lower task.counts.${split} or choose a harder level`,
  );
}
