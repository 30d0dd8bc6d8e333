import type { Comparison, ModelScores } from "../mdp/index.ts";
import { within } from "./comparisons.ts";
import { judgement, percent, pointsWithInterval } from "./words.ts";

type Judged = ReturnType<typeof judgement>;

/** What is said of a difference, by what its interval allows. */
type Saying = Readonly<Record<Judged, string>>;

const corrects = (model: string, turns: number): Saying => ({
  higher: `${model} corrects itself: turn ${turns} alone is right more often than turn 1 alone`,
  lower: `${model} does not correct itself: turn ${turns} alone is right less often than turn 1 alone`,
  "not distinguishable": `That ${model} corrects itself is not shown: turn ${turns} alone is not distinguishable from turn 1 alone`,
});

const votes = (than: string): Saying => ({
  higher: `A vote over its turns is right more often than a vote over ${than}`,
  lower: `A vote over its turns is right less often than a vote over ${than}`,
  "not distinguishable": `A vote over its turns is not distinguishable from a vote over ${than}`,
});

/** A saying with its figures, and a word of warning where the difference would not stand among all those that were tested. */
function said(comparison: Comparison | undefined, saying: Saying, tested: number): string[] {
  if (comparison === undefined) return [];
  const doubt =
    comparison.distinguishable && !comparison.adjusted
      ? `, which does not stand after correction for ${tested} tests`
      : "";
  return [`${saying[judgement(comparison)]}: ${pointsWithInterval(comparison.difference)} points${doubt}.`];
}

function unchanged({ metrics: { flows } }: ModelScores): string[] {
  const known = flows.flatMap(({ fresh }) => fresh ?? []);
  if (known.length === 0) return [];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const afresh = mean(known.map(({ shares }) => shares.unchanged.value));
  const kept = afresh + mean(known.map(({ differences }) => differences.unchanged.value));
  return [
    `From turn to turn it keeps ${percent(kept)}% of its answers; fresh samples would be the same in ${percent(afresh)}%.`,
  ];
}

/**
 * What the last model's figures say, in sentences that follow the intervals: whether it corrects itself, then whether its
 * turns are worth more than as many samples, and as many tokens. A smoke run's say nothing.
 *
 * @returns the sentences, in order; none where nothing was evaluated
 */
export function verdictOf(
  models: readonly ModelScores[],
  comparisons: readonly Comparison[],
  isSmoke = false,
): readonly string[] {
  const last = models.at(-1);
  if (last === undefined) return [];
  if (isSmoke) return ["A smoke run: its numbers mean nothing. It shows that the loop runs from end to end, no more."];
  const turns = Math.min(5, last.metrics.turns.length);
  if (turns < 2) return ["One turn was evaluated: that tells nothing of correction."];
  const of = (metric: string, other: string) => within(comparisons, last.name, metric, other);
  const tested = comparisons.length;
  return [
    ...said(of("t5", "m1@t1"), corrects(last.name, turns), tested),
    ...said(of("m1@t5", "m5@t1"), votes(`${turns} independent samples`), tested),
    ...said(of("m1@t5", "m@t1 equal tokens"), votes("samples of as many tokens"), tested),
    ...unchanged(last),
  ];
}
