import { ConfigError, type Comparison, type Evaluation, type SeedOutcomes } from "../mdp/index.ts";
import { pairedDifference } from "./intervals.ts";
import { observations, type MetricName, type MetricShape } from "./observe.ts";
import { fiveOf, tallyOf } from "./score.ts";

const headline: readonly MetricName[] = ["m1@t1", "m5@t1", "m1@t5", "p1@t5", "pass@5"];

/**
 * Paired differences b - a of two models, over the problems that both were evaluated on.
 *
 * @throws ConfigError if they have none in common
 */
export function compare(
  a: Evaluation,
  b: Evaluation,
  metrics: readonly MetricName[] = headline,
): readonly Comparison[] {
  return metrics.map((metric) =>
    comparisonOf(a.scores.name, b.scores.name, metric, sharesOf(a, metric), sharesOf(b, metric)),
  );
}

/**
 * The differences within one model that RISE is about: whether it corrects itself (turn 5 alone against turn 1 alone), then
 * the vote over its turns against one attempt and against as many parallel samples or tokens.
 */
export function compareWithin(model: Evaluation): readonly Comparison[] {
  const { name } = model.scores;
  return within.map(([metric, against]) =>
    comparisonOf(name, name, `${metric} - ${against}`, sharesOf(model, against), sharesOf(model, metric)),
  );
}

const within: readonly (readonly [metric: MetricName, against: MetricName])[] = [
  ["t5", "m1@t1"],
  ["m1@t5", "m1@t1"],
  ["m1@t5", "m5@t1"],
  ["m1@t5", "m@t1 equal tokens"],
];

/** Each model within itself, and each trained one against the first. */
export function compareAll(models: readonly Evaluation[]): readonly Comparison[] {
  const [base, ...trained] = models;
  if (base === undefined) return [];
  return [...models.flatMap(compareWithin), ...trained.flatMap((model) => compare(base, model))];
}

/** A problem's share over seeds, by the problem's id; problems that the grader could not decide are missing. */
function sharesOf({ problems, scores }: Evaluation, metric: MetricName): ReadonlyMap<string, number> {
  const turns = problems[0]?.seeds[0]?.sequential.length ?? 0;
  const shape: MetricShape = { five: fiveOf(turns), equalTokensSamples: scores.metrics.equalTokensSamples };
  const observe = (seed: SeedOutcomes): number | undefined => observations[metric](seed, shape);
  const shares = problems.flatMap(({ problem, seeds }) => {
    const { hits, trials } = tallyOf(seeds.map(observe));
    return trials === 0 ? [] : [[problem, hits / trials] as const];
  });
  return new Map(shares);
}

function comparisonOf(
  a: string,
  b: string,
  metric: string,
  sharesA: ReadonlyMap<string, number>,
  sharesB: ReadonlyMap<string, number>,
): Comparison {
  const differences = [...sharesB].flatMap(([problem, shareB]) => {
    const shareA = sharesA.get(problem);
    return shareA === undefined ? [] : [shareB - shareA];
  });
  if (differences.length === 0) {
    throw new ConfigError(
      `${a} and ${b} must share test problems to be compared, got none in common; evaluate both on one split`,
    );
  }
  const difference = pairedDifference(differences);
  return { a, b, metric, difference, distinguishable: difference.low > 0 || difference.high < 0 };
}
