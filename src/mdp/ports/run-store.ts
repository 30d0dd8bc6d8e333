import type { Attempt } from "../attempt.ts";
import type { Example } from "../example.ts";
import type { ModelNote } from "../model-note.ts";
import type { UsageLedger } from "../usage.ts";
import type { IterationTrajectory, Trajectory } from "../trajectory.ts";

/**
 * The record of one attempt request: acknowledged once `put` has returned and what it returned has resolved, and never lost from
 * then on (I1).
 */
export interface AttemptLedger {
  get(key: string): readonly Attempt[] | undefined;
  /** Each key is written once (I2); a second put of a key is an error, thrown at once. */
  put(key: string, attempts: readonly Attempt[]): void | Promise<void>;
}

/** Port: the durable record of a run. Adapter: `store/`, a folder with SQLite and safetensors; tests: in memory. */
export interface RunStore {
  /** Recorded attempts by request key. */
  readonly attempts: AttemptLedger;
  /** Calls to servers, failed ones included that were paid for; the last moments' may be lost in a crash. */
  readonly usage: UsageLedger;
  /** Folder for files of a named step, such as "iteration-1/policy". The caller writes there atomically. */
  folder(name: string): string;
  /** Puts a note into a model's folder, for whoever opens it without the run; whole and durable. Another one replaces it. */
  saveNote(folder: string, note: ModelNote): void;
  /** Removes a step's folder that no later step reads, such as a finished training's state; none there is no error. */
  discard(name: string): void;
  /** A finished step's JSON document, by name ("evaluate/base", "iteration-1/train"), or undefined. */
  document(name: string): unknown;
  /** Records a step as finished with its document; durable when it returns. Same name again must be the same document. */
  saveDocument(name: string, document: unknown): void;
  /** Trajectories of an iteration after `improve`, graded and rewarded. Saving an iteration again changes nothing. */
  saveTrajectories(iteration: number, trajectories: readonly Trajectory[]): void;
  /** All iterations' trajectories up to and including this one, oldest first. They need not all be in memory: each may be read when it is looked at. */
  trajectories(upToIteration: number): readonly IterationTrajectory[];
  /** The weighted examples that an iteration trains on. Saving an iteration again changes nothing. */
  saveExamples(iteration: number, examples: readonly Example[]): void;
  close(): void;
}
