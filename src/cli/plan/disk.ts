import { existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Rehearsal } from "./rehearsal.ts";

/** Disk that a run takes. */
export interface DiskPlan {
  /** Of one trained model, which each iteration leaves. */
  readonly modelBytes: number;
  /** Of a training's state, kept until its iteration is done: the model and AdamW's two moments of what is trained. */
  readonly stateBytes: number;
  /** Attempts, trajectories and examples. */
  readonly databaseBytes: number;
  /** The most that lies there at once. */
  readonly peakBytes: number;
  readonly freeBytes: number;
}

/** A model's bytes on the disk; 0 where another machine keeps it. */
export interface ModelOnDisk {
  readonly modelBytes: number;
  readonly trainedBytes: number;
}

/**
 * The disk that a run takes: each iteration's model, one iteration's state, and the database. A state is replaced by a new one
 * beside it, so two lie there for a moment.
 *
 * @param out the run's folder, which need not exist
 */
export function planDisk(out: string, { databaseBytes, trainings }: Rehearsal, model: ModelOnDisk): DiskPlan {
  const { modelBytes, trainedBytes } = model;
  const stateBytes = trainings.length === 0 ? 0 : modelBytes + 2 * trainedBytes;
  const peakBytes = databaseBytes + trainings.length * modelBytes + 2 * stateBytes;
  return { modelBytes, stateBytes, databaseBytes, peakBytes, freeBytes: freeBytesAt(out) };
}

/** Free bytes of the disk on which a folder lies, or would lie. */
function freeBytesAt(folder: string): number {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  return bavail * bsize;
}
