import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { readRun } from "../../src/store/index.ts";
import type { TrainingRecord } from "../../src/mdp/index.ts";
import type { Running } from "../cli/rise.ts";

/** `rise run` on a model that knows nothing: what it collects is the same whoever trains, and its training has 20 steps. */
const run = {
  iterations: 1,
  task: { counts: { train: 40, validation: 10, test: 6 } },
  mdp: { maxTokens: 20 },
  collect: { problems: 10 },
  improve: { samples: 2 },
  weight: { truncated: "keep" },
  train: { learningRate: 0.003, epochs: 4, batchExamples: 4, saveEverySteps: 8 },
  evaluate: { turns: 2, seeds: 1, problems: 6 },
};

/** Two processes on the CPU, which exchange gradients by gloo. */
export const twoProcesses = {
  by: "accelerate",
  options: ["--multi_gpu", "--num_processes=2", "--num_machines=1", "--mixed_precision=no", "--dynamo_backend=no"],
  environment: { ACCELERATE_USE_CPU: "true", OMP_NUM_THREADS: "1", HF_HUB_OFFLINE: "1" },
  microBatchTokens: 128,
};

/** Writes a config of this run; @returns its file */
export function writeConfig(folder: string, name: string, changes: object): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, stringify({ ...run, model: join(folder, "small"), ...changes }));
  return file;
}

/** What a finished run's training did. */
export function trainingOf(out: string): TrainingRecord {
  return readRun(out).document("iteration-1/train") as TrainingRecord; // `rise run` wrote it
}

/** The greatest difference between two curves; NaN if one is shorter. */
export function greatestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(
    ...Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.abs((a[i] ?? NaN) - (b[i] ?? NaN))),
  );
}

/** How many steps a job has told of so far. */
export function stepsTold(out: string): number {
  const file = join(out, "iteration-1/state/progress.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}

/** Waits until a running `rise` has come so far; if it ends before, that is an error with its words. */
export async function until(running: Running, isReached: () => boolean): Promise<void> {
  while (!isReached()) {
    if (running.process.exitCode !== null) throw new Error(`rise ended before: ${running.stderr()}`);
    await sleep(5);
  }
}
