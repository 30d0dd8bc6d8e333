import type { Evaluation } from "./evaluation.ts";
import type { RunStore } from "./ports/run-store.ts";
import type { TrainingCurve } from "./ports/trainer.ts";

/** The counts of an iteration's collection and improvement. */
export interface Gathering {
  readonly trajectories: number;
  /** The policy's turns. */
  readonly attempts: number;
  /** Trajectories whose policy had a right attempt. */
  readonly solved: number;
  /** The improver's turns, and how many of them were right. */
  readonly improvements: number;
  readonly rightImprovements: number;
  /** Turns whose grader could not decide; they are never trained on. */
  readonly undecided: number;
  readonly truncated: number;
  /** Turns that end in a loop. */
  readonly degenerate: number;
  readonly tokens: { readonly generated: number; readonly read: number };
}

/** An iteration's weights in figures. */
export interface WeightsRecord {
  readonly examples: number;
  /** (sum w)^2 / sum w^2: how many examples of equal weight would estimate as well. */
  readonly effectiveSampleSize: number;
  readonly smallest: number;
  readonly largest: number;
  /** How many weigh exactly 0, too little for a number to hold; absent where none does. */
  readonly underflowed?: number;
}

/** The record of a training. Its losses: (1 / batchExamples) * sum of w * mean NLL over each step's batch. */
export interface TrainingRecord extends TrainingCurve {
  readonly examples: number;
  readonly steps: number;
  /** How the weighted gradient was obtained; absent where it is exact. */
  readonly estimator?: string;
}

/** An iteration's record. */
export interface IterationRecord {
  readonly iteration: number;
  readonly gathered: Gathering;
  readonly weights: WeightsRecord;
  readonly training: TrainingRecord;
}

/** An iteration's record, as far as it is done. */
export type IterationSoFar = Pick<IterationRecord, "iteration"> & {
  readonly [Step in Exclude<keyof IterationRecord, "iteration">]?: IterationRecord[Step] | undefined;
};

/** The documents of a run's finished steps, by the steps' names. */
export interface RunDocuments {
  /** The digest of a model's weights. */
  readonly [model: `models/${string}`]: string;
  readonly [gathering: `iteration-${number}/trajectories`]: Gathering;
  readonly [training: `iteration-${number}/train`]: TrainingRecord;
  readonly [evaluation: `evaluate/${string}`]: Evaluation;
}

/** The digest of a model's weights as a run knows them: those that it began with, or those that were accepted in their place last. */
export function modelDigestOf(store: Pick<RunStore, "document">, role: string): string | undefined {
  const accepted = acceptedModels(store, role);
  return accepted.at(-1) ?? documentOf(store, `models/${role}`);
}

/** The digests of the weights that were accepted in the place of a model's, oldest first. */
export function acceptedModels(store: Pick<RunStore, "document">, role: string): readonly string[] {
  const all: string[] = [];
  for (;;) {
    const digest = documentOf(store, `models/${role}/accepted-${all.length + 1}`);
    if (digest === undefined) return all;
    all.push(digest);
  }
}

/** A finished step's document, or undefined. */
export function documentOf<Step extends keyof RunDocuments>(
  store: Pick<RunStore, "document">,
  step: Step,
): RunDocuments[Step] | undefined {
  return store.document(step) as RunDocuments[Step] | undefined; // nothing else is written under these names
}
