import type { Evaluation, ProblemOutcomes } from "../mdp/index.ts";
import { attemptFlow } from "./fresh-at-turn.ts";
import type { Tally } from "./intervals.ts";
import { observationsOf, rightness, type MetricName, type MetricShape } from "./observe.ts";
import { tallyOf } from "./score.ts";

/** What runs are compared by: a metric, a difference of two within a run, or a flow over all turns, of those at risk. */
export const measureNames = [
  "t5 - m1@t1",
  "m1@t5 - m5@t1",
  "m1@t1",
  "greedy@t1",
  "t5",
  "m5@t1",
  "m1@t5",
  "pass@5",
  "wrong->right",
  "right->wrong",
] as const;

/** See {@link measureNames}. */
export type MeasureName = (typeof measureNames)[number];

const nothing: Tally = { hits: 0, trials: 0 };

/** One problem's part of a measure in one run; no trials where the grader could not decide, or nobody was at risk. */
export function measureOf(name: MeasureName, problem: ProblemOutcomes, shape: MetricShape): Tally {
  if (name === "wrong->right") return attemptFlow(problem, "wrongToRight", shape.five);
  if (name === "right->wrong") return attemptFlow(problem, "rightToWrong", shape.five);
  if (name === "t5 - m1@t1") return gain(problem, "t5", "m1@t1", shape);
  if (name === "m1@t5 - m5@t1") return gain(problem, "m1@t5", "m5@t1", shape);
  return tallyOf(observationsOf(name, problem, shape));
}

/** Whether a measure is a difference, in points, rather than a share. */
export const isGain = (name: string): boolean => name.includes(" - ");

/** Whether a measure is of those at risk, who are others in each run, rather than of all problems alike. */
export const isOfThoseAtRisk = (name: string): boolean => name.includes("->");

function gain(problem: ProblemOutcomes, metric: MetricName, against: MetricName, shape: MetricShape): Tally {
  const [of, than] = [metric, against].map((name) => asOne(tallyOf(observationsOf(name, problem, shape))));
  if (of === undefined || than === undefined || of.trials === 0 || than.trials === 0) return nothing;
  return { hits: of.hits - than.hits, trials: 1 };
}

/** A problem's share over its repetitions: one trial, however many they are. */
export function asOne({ hits, trials }: Tally): Tally {
  return trials === 0 ? nothing : { hits: hits / trials, trials: 1 };
}

/** The share of one turn alone, counted from 0. */
export function turnOf({ seeds }: ProblemOutcomes, turn: number): Tally {
  return tallyOf(seeds.flatMap(({ sequential }) => sequential.slice(turn, turn + 1).map(rightness)));
}

/** Turns of an evaluation's rollouts. */
export const turnsOf = ({ problems }: Evaluation): number => problems[0]?.seeds[0]?.sequential.length ?? 0;
