import { majority, type AttemptOutcome, type ProblemOutcomes, type SeedOutcomes } from "../mdp/index.ts";

/** 1, 0 or a share between them; undefined where the grader could not decide, which is never a wrong answer (I4). */
export type Observation = number | undefined;

/** The figures that are one number per seed and problem. */
type SeedMetric = "m1@t1" | "m5@t1" | "m1@t5" | "p1@t5" | "pass@5" | "m@t1 equal tokens" | "t5";

/** The figures that models are compared by: those per seed, and the greedy first answer, which seeds do not change. */
export type MetricName = SeedMetric | "greedy@t1";

/** The observations that metrics are taken over. */
export interface MetricShape {
  /** The 5 of m5@t1, m1@t5, p1@t5 and pass@5; fewer where fewer turns were evaluated. */
  readonly five: number;
  /** Parallel samples that generate the tokens of five turns. */
  readonly equalTokensSamples: number;
}

/** Whether an attempt is right. */
export function rightness({ outcome }: AttemptOutcome): Observation {
  return outcome === "error" ? undefined : Number(outcome === "correct");
}

/** Whether nobody knows what was answered, as where no server could be asked: that is no other answer than the one before (I4). */
export const isUnknown = ({ outcome, answerClass }: AttemptOutcome): boolean =>
  outcome === "error" && answerClass === null;

/** Whether the majority's answer is right; no votes, no right answer. */
export function votedRight(attempts: readonly AttemptOutcome[]): Observation {
  const winner = majority(attempts);
  if (winner !== undefined) return rightness(winner);
  return attempts.some(({ outcome }) => outcome === "error") ? undefined : 0;
}

/** Whether any attempt is right: what an oracle would stop at. */
function anyRight(attempts: readonly AttemptOutcome[]): Observation {
  if (attempts.some(({ outcome }) => outcome === "correct")) return 1;
  return attempts.some(({ outcome }) => outcome === "error") ? undefined : 0;
}

/**
 * The chance that any of k samples drawn from these is right: 1 - C(n - c, k) / C(n, k) for c right ones among n.
 *
 * @see Chen et al. 2021, arXiv:2107.03374, section 2.1
 */
export function passAt(k: number, attempts: readonly AttemptOutcome[]): Observation {
  const decided = attempts.filter(({ outcome }) => outcome !== "error");
  if (decided.length < k) return anyRight(attempts);
  const wrong = decided.filter(({ outcome }) => outcome !== "correct").length;
  let allWrong = 1;
  for (let drawn = 0; drawn < k; drawn++) allWrong *= Math.max(0, wrong - drawn) / (decided.length - drawn);
  return 1 - allWrong;
}

/** What a metric sees on one problem: shape [seeds], or the one greedy answer; nothing where there is none. */
export function observationsOf(
  metric: MetricName,
  { seeds, greedy = [] }: ProblemOutcomes,
  shape: MetricShape,
): readonly Observation[] {
  if (metric === "greedy@t1") return greedy.slice(0, 1).map(rightness);
  return seeds.map((seed) => observations[metric](seed, shape));
}

/** The metrics' definitions. */
export const observations: Readonly<Record<SeedMetric, (seed: SeedOutcomes, shape: MetricShape) => Observation>> = {
  "m1@t1": ({ sequential }) => sequential.slice(0, 1).map(rightness)[0],
  "m5@t1": ({ parallel }, { five }) => votedRight(parallel.slice(0, five)),
  "m1@t5": ({ sequential }, { five }) => votedRight(sequential.slice(0, five)),
  "p1@t5": ({ sequential }, { five }) => anyRight(sequential.slice(0, five)),
  "pass@5": ({ parallel }, { five }) => passAt(five, parallel),
  "m@t1 equal tokens": ({ parallel }, { equalTokensSamples }) => votedRight(parallel.slice(0, equalTokensSamples)),
  t5: ({ sequential }, { five }) => sequential.slice(five - 1, five).map(rightness)[0],
};
