import { ConfigError, type Comparison, type Evaluation, type FlowShares } from "../mdp/index.ts";
import { overFresh } from "./fresh-at-turn.ts";
import { holm } from "./holm.ts";
import { differenceOfShares, type Tally, type TestedDifference } from "./intervals.ts";
import { observationsOf, type MetricName, type MetricShape } from "./observe.ts";
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
  return adjusted(untested(a, b, metrics));
}

/**
 * The differences within one model that RISE is about: whether it corrects itself (turn 5 alone against turn 1 alone, what it
 * repairs and breaks against fresh samples), then the vote over its turns against as many parallel samples, as many tokens,
 * its greedy first answer and one attempt.
 */
export function compareWithin(model: Evaluation): readonly Comparison[] {
  return adjusted(untestedWithin(model));
}

/** Each model within itself, and each trained one against the first. */
export function compareAll(models: readonly Evaluation[]): readonly Comparison[] {
  const [base, ...trained] = models;
  if (base === undefined) return [];
  const between = trained.flatMap((model) => untested(base, model, headline));
  return adjusted([...models.flatMap(untestedWithin), ...between]);
}

/** A comparison that is not yet corrected for those that it is listed with. */
export type Alone = Omit<Comparison, "adjusted">;

/** Holm's correction over all that are listed together. */
export function adjusted(comparisons: readonly Alone[]): readonly Comparison[] {
  const ps = holm(comparisons.map(({ p }) => p));
  return comparisons.map((one, i) => ({ ...one, adjusted: one.distinguishable && (ps[i] ?? 1) < 0.05 }));
}

function untested(a: Evaluation, b: Evaluation, metrics: readonly MetricName[]): readonly Alone[] {
  const [nameA, nameB] = [a.scores.name, b.scores.name];
  const ofA = new Set(a.problems.map(({ problem }) => problem));
  if (!b.problems.some(({ problem }) => ofA.has(problem))) {
    throw new ConfigError(
      `${nameA} and ${nameB} must share test problems to be compared, but have none in common; evaluate both on one split`,
    );
  }
  return metrics.map((metric) =>
    testedAs(nameA, nameB, metric, differenceBetween(sharesOf(a, metric), sharesOf(b, metric))),
  );
}

const within: readonly (readonly [metric: MetricName, against: MetricName])[] = [
  ["t5", "m1@t1"],
  ["m1@t5", "m5@t1"],
  ["m1@t5", "m@t1 equal tokens"],
  ["m1@t5", "greedy@t1"],
  ["m1@t5", "m1@t1"],
];

const flows: readonly (readonly [name: string, flow: keyof FlowShares])[] = [
  ["wrong->right", "wrongToRight"],
  ["right->wrong", "rightToWrong"],
];

function untestedWithin(model: Evaluation): readonly Alone[] {
  const { name } = model.scores;
  const known = within.filter((pair) => pair.every((metric) => metric !== "greedy@t1" || hasGreedy(model)));
  const attempts = known.map(([metric, against]) =>
    testedAs(
      name,
      name,
      `${metric} - ${against}`,
      differenceBetween(sharesOf(model, against), sharesOf(model, metric)),
    ),
  );
  const overFreshOnes = flows.flatMap(([flowName, flow]) => {
    const tested = overFresh(model.problems, flow);
    return tested === undefined ? [] : [testedAs(name, name, `${flowName} - fresh`, tested)];
  });
  return [...attempts, ...overFreshOnes];
}

const hasGreedy = ({ problems }: Evaluation): boolean => problems.some(({ greedy }) => greedy !== undefined);

/** A problem's share over seeds, by its id; problems that the grader could not decide are missing. */
function sharesOf({ problems, scores }: Evaluation, metric: MetricName): ReadonlyMap<string, Tally> {
  const turns = problems[0]?.seeds[0]?.sequential.length ?? 0;
  const shape: MetricShape = { five: fiveOf(turns), equalTokensSamples: scores.metrics.equalTokensSamples };
  const shares = problems.flatMap((problem) => {
    const { hits, trials } = tallyOf(observationsOf(metric, problem, shape));
    return trials === 0 ? [] : [[problem.problem, { hits: hits / trials, trials: 1 }] as const];
  });
  return new Map(shares);
}

/** b's metric minus a's, over the problems that both could be graded on. */
function differenceBetween(a: ReadonlyMap<string, Tally>, b: ReadonlyMap<string, Tally>): TestedDifference {
  const pairs = [...b].flatMap(([problem, ofB]) => {
    const ofA = a.get(problem);
    return ofA === undefined ? [] : [{ a: ofA, b: ofB }];
  });
  return differenceOfShares(pairs);
}

/** A tested difference under its names. */
export function testedAs(a: string, b: string, metric: string, { difference, p }: TestedDifference): Alone {
  return { a, b, metric, difference, distinguishable: difference.low > 0 || difference.high < 0, p };
}
