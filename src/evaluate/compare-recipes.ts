import {
  ConfigError,
  type Estimate,
  type Evaluation,
  type ProblemOutcomes,
  type RecipeComparison,
  type RecipeFigures,
} from "../mdp/index.ts";
import { adjusted, testedAs, type Alone } from "./compare.ts";
import { differenceOfShares, shareOverRuns, type Scatter, type Tally } from "./intervals.ts";
import {
  asOne,
  isGain,
  isOfThoseAtRisk,
  measureNames,
  measureOf,
  turnOf,
  turnsOf,
  type MeasureName,
} from "./measures.ts";

/** A recipe's runs: one, or several that differ in their seed alone. */
export interface Recipe {
  readonly name: string;
  /** shape [runs] */
  readonly evaluations: readonly Evaluation[];
}

/** A measure of one problem in one run. */
type Measure = (problem: ProblemOutcomes) => Tally;

/** What a measure brought: per problem over a recipe's runs, and per run. */
interface Measured {
  /** shape [problems] */
  readonly tallies: readonly Tally[];
  /** shape [runs] */
  readonly runs: readonly number[];
}

/**
 * Compares recipes, each with each, over the test problems that all their runs have in common. Where a recipe has several
 * runs its figures are means over them, and intervals cover other problems and other seeds; the scatter of seeds is taken to
 * be alike for all recipes.
 *
 * @param recipes with different names
 * @throws ConfigError if the runs have no test problem in common
 */
export function compareRecipes(
  recipes: readonly Recipe[],
  metrics: readonly MeasureName[] = measureNames,
): RecipeComparison {
  const evaluations = recipes.flatMap((recipe) => recipe.evaluations);
  const shared = sharedProblems(recipes);
  const turns = Math.min(...evaluations.map(turnsOf));
  const shape = { five: Math.min(5, turns), equalTokensSamples: 1 };
  const known = metrics.filter((metric) => metric !== "greedy@t1" || evaluations.every(hasGreedy));
  const measuredBy = new Map(
    known.map((name) => [name, measured(recipes, shared, (problem) => measureOf(name, problem, shape))]),
  );
  const byTurn = Array.from({ length: turns }, (_, t) => measured(recipes, shared, (problem) => turnOf(problem, t)));
  const figures = recipes.map(({ name, evaluations: { length } }, i): RecipeFigures => {
    const estimate = (ofAll: readonly Measured[], metric = "") => estimateOf(ofAll, i, isGain(metric));
    const ofMetrics = [...measuredBy].map(([metric, ofAll]) => [metric, estimate(ofAll, metric)] as const);
    return {
      name,
      runs: length,
      metrics: Object.fromEntries(ofMetrics),
      turns: byTurn.map((ofAll) => estimate(ofAll)),
    };
  });
  const comparisons = [...measuredBy].flatMap(([metric, ofAll]) => differences(recipes, metric, ofAll));
  return { problems: shared.length, turns: shape.five, recipes: figures, comparisons: adjusted(comparisons) };
}

const hasGreedy = ({ problems }: Evaluation): boolean => problems.some(({ greedy }) => greedy !== undefined);

function sharedProblems(recipes: readonly Recipe[]): readonly string[] {
  const sets = recipes.flatMap(({ name, evaluations }) =>
    evaluations.map(({ problems }) => ({ name, ids: new Set(problems.map(({ problem }) => problem)) })),
  );
  const shared = [...(sets[0]?.ids ?? [])].filter((id) => sets.every(({ ids }) => ids.has(id)));
  if (shared.length > 0) return shared;
  const sizes = sets.map(({ name, ids }) => `${name}: ${ids.size}, such as ${[...ids][0] ?? "none"}`);
  throw new ConfigError(
    `runs must share test problems to be compared, got none that all have (${sizes.join("; ")}); evaluate all on one split`,
  );
}

/** shape [recipes] */
function measured(recipes: readonly Recipe[], shared: readonly string[], measure: Measure): readonly Measured[] {
  return recipes.map(({ evaluations }) => {
    const byRun = evaluations.map(({ problems }) => {
      const byId = new Map(problems.map((problem) => [problem.problem, problem]));
      return shared.map((id) => {
        const problem = byId.get(id);
        return problem === undefined ? { hits: 0, trials: 0 } : measure(problem);
      });
    });
    return {
      tallies: shared.map((_, i) => total(byRun.map((tallies) => tallies[i] ?? { hits: 0, trials: 0 }))),
      runs: byRun.map((tallies) => ratio(total(tallies))),
    };
  });
}

const total = (tallies: readonly Tally[]): Tally => ({
  hits: tallies.reduce((sum, { hits }) => sum + hits, 0),
  trials: tallies.reduce((sum, { trials }) => sum + trials, 0),
});
const ratio = ({ hits, trials }: Tally): number => (trials === 0 ? 0 : hits / trials);

/** The variance of one run's figure over seeds, pooled over the recipes that have several runs; undefined where none has. */
function seedVariance(ofAll: readonly Measured[]): Scatter | undefined {
  const degrees = ofAll.reduce((sum, { runs }) => sum + runs.length - 1, 0);
  if (degrees === 0) return undefined;
  const squares = ofAll.reduce((sum, { runs }) => {
    const mean = runs.reduce((all, one) => all + one, 0) / runs.length;
    return sum + runs.reduce((all, one) => all + (one - mean) ** 2, 0);
  }, 0);
  return { variance: squares / degrees, degrees };
}

const scaled = (scatter: Scatter | undefined, by: number): Scatter | undefined =>
  scatter && { ...scatter, variance: scatter.variance * by };

function estimateOf(ofAll: readonly Measured[], recipe: number, isDifference: boolean): Estimate {
  const { tallies, runs } = ofAll[recipe] ?? { tallies: [], runs: [] };
  const scatter = scaled(seedVariance(ofAll), 1 / Math.max(1, runs.length));
  if (!isDifference) return shareOverRuns(tallies, scatter);
  const pairs = tallies.map(asOne).map((b) => ({ a: { hits: 0, trials: b.trials }, b }));
  return differenceOfShares(pairs, scatter).difference;
}

/** A metric's difference between every two recipes. */
function differences(recipes: readonly Recipe[], metric: string, ofAll: readonly Measured[]): readonly Alone[] {
  const scatter = seedVariance(ofAll);
  return ofAll.flatMap((a, i) =>
    ofAll.slice(i + 1).map((b, j) => {
      const pairs = a.tallies.map((tally, problem) => ({ a: tally, b: b.tallies[problem] ?? { hits: 0, trials: 0 } }));
      const counted = isOfThoseAtRisk(metric)
        ? pairs
        : pairs.filter(isDecidedInBoth).map((pair) => ({ a: asOne(pair.a), b: asOne(pair.b) }));
      const ofSeeds = scaled(scatter, 1 / a.runs.length + 1 / b.runs.length);
      const tested = differenceOfShares(counted, ofSeeds);
      return testedAs(recipes[i]?.name ?? "", recipes[i + 1 + j]?.name ?? "", metric, tested);
    }),
  );
}

const isDecidedInBoth = ({ a, b }: { readonly a: Tally; readonly b: Tally }): boolean => a.trials > 0 && b.trials > 0;
