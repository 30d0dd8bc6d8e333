import type { Comparison, Evaluation } from "../mdp/index.ts";
import type { RunDirectory } from "../store/index.ts";
import type { GatheringRecord, IterationRecord, ReportInput, WeightsRecord } from "./report-input.ts";

/** What a report needs to know beside the run's folder. */
export interface ReportContext {
  readonly title: string;
  /** The version of rise-lm. */
  readonly version: string;
  readonly seed: number;
  /** Every difference to test, from all evaluations, base first: the evaluation stage's. */
  readonly compare: (evaluations: readonly Evaluation[]) => readonly Comparison[];
  readonly notes: readonly string[];
}

/**
 * Collects from a run's folder what its report shows, as far as the run has come: finished steps are shown, others are
 * absent.
 */
export function readReport(run: RunDirectory, { compare, ...context }: ReportContext): ReportInput {
  const iterations = iterationsOf(run.documentNames());
  const steps = ["base", ...iterations.map((k) => `iteration-${k}`)];
  const evaluations = steps.flatMap((name) => {
    const document = run.document(`evaluate/${name}`);
    return document === undefined ? [] : [document as Evaluation]; // rise.ts records it under this name
  });
  return {
    ...context,
    evaluations,
    comparisons: compare(evaluations),
    iterations: iterations.map((iteration) => readIteration(run, iteration)),
    config: run.config,
    digest: run.digest,
  };
}

/** The iterations that a run has begun, in order: it has at least one finished step of each. */
function iterationsOf(names: readonly string[]): number[] {
  const begun = names.map((name) => /^iteration-(\d+)\//.exec(name)?.[1]).filter((digits) => digits !== undefined);
  return [...new Set(begun.map(Number))].sort((a, b) => a - b);
}

function readIteration(run: RunDirectory, iteration: number): IterationRecord {
  return {
    iteration,
    gathered: run.document(`iteration-${iteration}/trajectories`) as GatheringRecord | undefined, // rise.ts records it
    weights: weightsOf(run.examples(iteration).map(({ weight }) => weight)),
    training: run.document(`iteration-${iteration}/train`) as IterationRecord["training"], // rise.ts records it
  };
}

function weightsOf(weights: readonly number[]): WeightsRecord | undefined {
  if (weights.length === 0) return undefined;
  const sum = weights.reduce((total, w) => total + w, 0);
  const squares = weights.reduce((total, w) => total + w * w, 0);
  return {
    examples: weights.length,
    effectiveSampleSize: sum ** 2 / squares,
    smallest: weights.reduce((a, b) => Math.min(a, b)),
    largest: weights.reduce((a, b) => Math.max(a, b)),
  };
}
