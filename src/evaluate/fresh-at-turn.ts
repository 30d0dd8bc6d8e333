import type { AttemptOutcome, Flow, FlowShares, ProblemOutcomes, SeedOutcomes } from "../mdp/index.ts";
import { differenceOfShares, shareOf, type Tally, type TallyPair, type TestedDifference } from "./intervals.ts";
import { isUnknown, rightness, type Observation } from "./observe.ts";

/** What became of one attempt at risk, and what would become of it afresh: shares between 0 and 1. */
interface AtRisk {
  readonly next: number;
  readonly afresh: number;
}

/** Which attempts are at risk of what; undefined: not at risk, or the grader could not decide (I4). */
type Hit = (from: AttemptOutcome, to: AttemptOutcome) => Observation;

const hits: Readonly<Record<keyof FlowShares, Hit>> = {
  wrongToRight: (from, to) => (rightness(from) === 0 ? rightness(to) : undefined),
  rightToWrong: (from, to) => (rightness(from) === 1 ? negated(rightness(to)) : undefined),
  unchanged: (from, to) =>
    from.answerClass === null || isUnknown(to) ? undefined : Number(from.answerClass === to.answerClass),
};

const negated = (right: Observation): Observation => (right === undefined ? undefined : 1 - right);

/**
 * The flows from turn `from` to the next against fresh sampling: what becomes of the very attempts at risk, and what would if
 * the model ignored them, by the parallel samples of the same problem and seed. Turn 1 is one of those, and is left out.
 *
 * @param from counted from 0
 */
export function freshAtTurn(problems: readonly ProblemOutcomes[], from: number): Pick<Flow, "fresh"> {
  if (!problems.some(({ seeds }) => seeds.some(({ parallel }) => parallel.length > 1))) return {};
  const pairs = (flow: keyof FlowShares): readonly TallyPair[] => pairsOf(problems, [from], flow);
  const share = (flow: keyof FlowShares) => shareOf(pairs(flow).map(({ a }) => a));
  const difference = (flow: keyof FlowShares) => differenceOfShares(pairs(flow)).difference;
  return { fresh: { shares: ofEach(share), differences: ofEach(difference) } };
}

/**
 * A flow over all turns minus the same afresh: whether a model repairs more, or breaks less, than if it ignored its attempts.
 *
 * @returns undefined where there is no parallel sample beside turn 1, or nobody was at risk
 */
export function overFresh(problems: readonly ProblemOutcomes[], flow: keyof FlowShares): TestedDifference | undefined {
  const turns = problems[0]?.seeds[0]?.sequential.length ?? 0;
  const pairs = pairsOf(
    problems,
    Array.from({ length: Math.max(0, turns - 1) }, (_, i) => i),
    flow,
  );
  return pairs.some(({ a }) => a.trials > 0) ? differenceOfShares(pairs) : undefined;
}

/** One problem's flow over its first turns, of its attempts at risk: hits among trials. */
export function attemptFlow({ seeds }: ProblemOutcomes, flow: keyof FlowShares, turns: number): Tally {
  const seen = seeds.flatMap(({ sequential }) =>
    sequential.slice(1, turns).flatMap((to, i) => {
      const from = sequential[i];
      return from === undefined ? [] : (hits[flow](from, to) ?? []);
    }),
  );
  return { hits: seen.reduce((sum, one) => sum + one, 0), trials: seen.length };
}

const ofEach = <T>(value: (flow: keyof FlowShares) => T): Readonly<Record<keyof FlowShares, T>> => ({
  wrongToRight: value("wrongToRight"),
  rightToWrong: value("rightToWrong"),
  unchanged: value("unchanged"),
});

/** Per problem: a, what would become of those at risk afresh; b, what becomes of them. */
function pairsOf(problems: readonly ProblemOutcomes[], turns: readonly number[], flow: keyof FlowShares): TallyPair[] {
  return problems.map(({ seeds }) => {
    const atRisk = seeds.flatMap((seed) => turns.flatMap((turn) => atRiskAt(seed, turn, hits[flow])));
    const sum = (of: keyof AtRisk): number => atRisk.reduce((total, one) => total + one[of], 0);
    const trials = atRisk.length;
    return { a: { hits: sum("afresh"), trials }, b: { hits: sum("next"), trials } };
  });
}

function atRiskAt({ sequential, parallel }: SeedOutcomes, turn: number, hit: Hit): readonly AtRisk[] {
  const [from, to] = sequential.slice(turn, turn + 2);
  if (from === undefined || to === undefined) return [];
  const next = hit(from, to);
  const afresh = parallel.slice(1).flatMap((sample) => hit(from, sample) ?? []);
  if (next === undefined || afresh.length === 0) return [];
  return [{ next, afresh: afresh.reduce((sum, one) => sum + one, 0) / afresh.length }];
}
