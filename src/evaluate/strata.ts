import {
  difficultyOf,
  type Difficulty,
  type Estimate,
  type Evaluation,
  type ProblemOutcomes,
  type Stratum,
} from "../mdp/index.ts";
import { differenceOfShares, shareOf, type Tally } from "./intervals.ts";
import { asOne, turnOf, turnsOf } from "./measures.ts";
import { rightness } from "./observe.ts";
import { tallyOf } from "./score.ts";

const difficulties: readonly Difficulty[] = ["never", "up to half", "over half"];

/**
 * Where a trained model gains over its turns: among the problems that the starting model never solves, solves at times or
 * mostly. The starting model's samples sort the problems, the trained one's are counted: sorted by its own, what a model
 * happened to solve would seem easy, and its later turns would fall back.
 *
 * @returns shape [difficulties with problems], hardest first; empty where both are the same evaluation
 */
export function strataOf(base: Evaluation, trained: Evaluation): readonly Stratum[] {
  if (base.scores.name === trained.scores.name) return [];
  const known = new Map(base.problems.map((problem) => [problem.problem, difficultyFor(problem)]));
  const last = turnsOf(trained) - 1;
  return difficulties.flatMap((difficulty): Stratum[] => {
    const of = trained.problems.filter(({ problem }) => known.get(problem) === difficulty);
    const pairs = of.map((problem) => ({ a: asOne(turnOf(problem, 0)), b: asOne(turnOf(problem, last)) }));
    const decided = pairs.filter(({ a, b }) => a.trials > 0 && b.trials > 0);
    if (decided.length === 0) return [];
    const share = (which: "a" | "b"): Estimate => shareOf(decided.map((pair): Tally => pair[which]));
    const { difference: gain } = differenceOfShares(decided);
    return [{ difficulty, problems: decided.length, first: share("a"), last: share("b"), gain }];
  });
}

function difficultyFor({ seeds }: ProblemOutcomes): Difficulty | undefined {
  const { hits, trials } = tallyOf(seeds.flatMap(({ parallel }) => parallel.map(rightness)));
  return difficultyOf(hits, trials);
}
