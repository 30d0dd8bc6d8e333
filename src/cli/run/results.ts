import { compareAll, rescored, strataOf } from "../../evaluate/index.ts";
import {
  documentOf,
  type Comparison,
  type Evaluation,
  type Gathering,
  type IterationSoFar,
  type RunDocuments,
  type Stratum,
} from "../../mdp/index.ts";
import { weightsRecordOf } from "../../rise-records.ts";
import type { RunDirectory } from "../../store/index.ts";

/** A run's recorded results so far; all of it, once it is finished. */
interface ResultsSoFar {
  /** shape [models]: the starting model, then the iterations' */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  readonly strata: readonly Stratum[];
  readonly iterations: readonly IterationSoFar[];
}

/** Reads a run's results from its record alone: no model is opened. */
export function readResults(run: RunDirectory): ResultsSoFar {
  const recorded = [...documentsOf(run, (k) => `evaluate/${k === 0 ? "base" : `iteration-${k}`}`, 0)];
  const evaluations = recorded.map(rescored);
  const gatherings = [...documentsOf(run, (k) => `iteration-${k}/trajectories`, 1)];
  const iterations = gatherings.map((gathered, i) => iterationOf(run, i + 1, gathered));
  const [base, last] = [evaluations[0], evaluations.at(-1)];
  const strata = base === undefined || last === undefined ? [] : strataOf(base, last);
  return { evaluations, comparisons: compareAll(evaluations), strata, iterations };
}

function iterationOf(run: RunDirectory, iteration: number, gathered: Gathering): IterationSoFar {
  const examples = run.examples(iteration);
  const training = documentOf(run, `iteration-${iteration}/train`);
  return { iteration, gathered, weights: examples.length === 0 ? undefined : weightsRecordOf(examples), training };
}

/** A step's documents, number by number, up to the first that is missing. */
function* documentsOf<Step extends keyof RunDocuments>(
  run: RunDirectory,
  nameOf: (k: number) => Step,
  first: number,
): Generator<RunDocuments[Step]> {
  for (let k = first; ; k++) {
    const document = documentOf(run, nameOf(k));
    if (document === undefined) return;
    yield document;
  }
}
