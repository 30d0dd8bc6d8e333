import { compareAll } from "../../evaluate/index.ts";
import type { Comparison, Evaluation } from "../../mdp/index.ts";
import type { IterationRecord } from "../../report/index.ts";
import { weightsOf, type Gathering } from "../../rise-records.ts";
import type { RunDirectory } from "../../store/index.ts";
import type { TrainingRecord } from "../../train/index.ts";

/** What a run has recorded so far; all of it, once it is finished. */
export interface ResultsSoFar {
  /** shape [models]: the starting model, then the iterations' */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  readonly iterations: readonly IterationRecord[];
}

/** Reads a run's results from its record alone: no model is opened. */
export function readResults(run: RunDirectory): ResultsSoFar {
  const evaluations = [...documentsOf<Evaluation>(run, (k) => `evaluate/${k === 0 ? "base" : `iteration-${k}`}`, 0)];
  const gatherings = [...documentsOf<Gathering>(run, (k) => `iteration-${k}/trajectories`, 1)];
  const iterations = gatherings.map((gathered, i) => iterationOf(run, i + 1, gathered));
  return { evaluations, comparisons: compareAll(evaluations), iterations };
}

function iterationOf(run: RunDirectory, iteration: number, gathered: Gathering): IterationRecord {
  const examples = run.examples(iteration);
  const training = run.document(`iteration-${iteration}/train`) as TrainingRecord | undefined; // written by rise()
  return { iteration, gathered, weights: examples.length === 0 ? undefined : weightsOf(examples), training };
}

/** A step's documents, number by number, up to the first that is missing. */
function* documentsOf<T>(run: RunDirectory, nameOf: (k: number) => string, first: number): Generator<T> {
  for (let k = first; ; k++) {
    const document = run.document(nameOf(k));
    if (document === undefined) return;
    yield document as T; // written by rise() under this name
  }
}
