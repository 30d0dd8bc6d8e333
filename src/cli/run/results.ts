import type { TrainingRecord } from "../../train/index.ts";
import { compareAll } from "../../evaluate/index.ts";
import type { Comparison, Evaluation } from "../../mdp/index.ts";
import type { Gathering } from "../../rise-records.ts";
import type { RunDirectory } from "../../store/index.ts";

/** What an iteration has recorded so far. */
export interface IterationSoFar {
  readonly iteration: number;
  readonly gathered: Gathering;
  /** shape [examples] */
  readonly weights: readonly number[];
  readonly training?: TrainingRecord;
}

/** What a run has recorded so far; all of it, once it is finished. */
export interface ResultsSoFar {
  /** shape [models]: the starting model, then the iterations' */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  readonly iterations: readonly IterationSoFar[];
}

/** Reads a run's results from its record alone: no model is opened. */
export function readResults(run: RunDirectory): ResultsSoFar {
  const evaluations = [...documentsOf<Evaluation>(run, (k) => `evaluate/${k === 0 ? "base" : `iteration-${k}`}`, 0)];
  const gatherings = [...documentsOf<Gathering>(run, (k) => `iteration-${k}/trajectories`, 1)];
  const iterations = gatherings.map((gathered, i): IterationSoFar => {
    const iteration = i + 1;
    const weights = run.examples(iteration).map(({ weight }) => weight);
    const training = run.document(`iteration-${iteration}/train`) as TrainingRecord | undefined; // written by rise()
    return { iteration, gathered, weights, ...(training === undefined ? {} : { training }) };
  });
  return { evaluations, comparisons: compareAll(evaluations), iterations };
}

/** A step's documents, number by number, up to the first that is missing. */
function* documentsOf<T>(run: RunDirectory, nameOf: (k: number) => string, first: number): Generator<T> {
  for (let k = first; ; k++) {
    const document = run.document(nameOf(k));
    if (document === undefined) return;
    yield document as T; // written by rise() under this name
  }
}
