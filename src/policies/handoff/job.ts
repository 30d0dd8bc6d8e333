import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { copyDurably, makeFolder, writeDurably, writeFileWhole } from "../../disk/index.ts";
import { ConfigError, type LoraOptions, type TrainingCurve, type TrainingPlan } from "../../mdp/index.ts";

/** The model and settings of a training, besides the plan. */
export interface JobSettings {
  /** The starting model's folder. */
  readonly start: string;
  readonly seed: number;
  readonly lora?: LoraOptions;
  readonly microBatchTokens: number;
  readonly gradientCheckpointing: boolean;
  readonly dtype: string;
}

/** Files of a training that is handed over; see python/rise_trainer.py, which reads and writes the others. */
export interface Job {
  /** Absolute. */
  readonly folder: string;
  readonly plan: string;
  readonly steps: number;
}

/** A file as a manifest knows it. */
export interface Fingerprint {
  readonly bytes: number;
  readonly sha256: string;
}

/** The Python files that carry a plan out, as they come with the package. */
const pythonFiles = ["rise_trainer.py", "rise_ray.py"] as const;
const manifest = "job.json";

/**
 * Writes a plan and what carries it out into a folder that every process of the training sees, the manifest last. A folder
 * that holds this plan already is left as it is.
 *
 * @throws ConfigError if the folder holds another plan
 */
export function writeJob(folder: string, plan: TrainingPlan, settings: JobSettings): Job {
  const job = { folder: resolve(folder), plan: plan.id, steps: plan.steps.length };
  const known = readManifest(job.folder);
  if (known !== undefined && known.plan !== plan.id) {
    throw new ConfigError(
      `the training state in ${folder} must be of this training (${plan.id}), got one of ${known.plan}; ` +
        "its examples or settings differ: delete the folder to train afresh",
    );
  }
  if (known !== undefined) return job;
  makeFolder(job.folder);
  for (const file of pythonFiles) copyDurably(packaged(file), join(job.folder, file));
  const files = {
    "rows.jsonl": writeLines(job.folder, "rows.jsonl", plan.rows),
    "steps.jsonl": writeLines(job.folder, "steps.jsonl", plan.steps),
  };
  writeFileWhole(join(job.folder, manifest), `${JSON.stringify(manifestOf(plan, settings, files), null, 2)}\n`);
  return job;
}

/** The manifest as rise_trainer.py reads it. */
function manifestOf(plan: TrainingPlan, settings: JobSettings, files: Readonly<Record<string, Fingerprint>>): object {
  const { start, seed, lora, microBatchTokens, gradientCheckpointing, dtype } = settings;
  return {
    plan: plan.id,
    start: resolve(start),
    files,
    saveEverySteps: plan.saveEverySteps,
    seed,
    microBatchTokens,
    gradientCheckpointing,
    dtype,
    lora: lora === undefined ? null : peftConfig(lora),
  };
}

/** The names that PEFT's LoraConfig has for them. */
function peftConfig({ rank, alpha, targets, dropout, rankStabilised }: LoraOptions): object {
  return { r: rank, lora_alpha: alpha, target_modules: targets, lora_dropout: dropout, use_rslora: rankStabilised };
}

/** The curve so far. A training that went back to a checkpoint took some steps twice: the later ones count. */
export function readCurve({ folder }: Job): TrainingCurve {
  const file = join(folder, "progress.jsonl");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1); // the last line may be half written
  const lines = whole.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as ProgressLine])); // rise_trainer.py's
  const losses: number[] = [];
  const gradNorms: number[] = [];
  for (const { step, loss, gradNorm } of lines) {
    losses.splice(step - 1, Infinity, loss);
    gradNorms.splice(step - 1, Infinity, gradNorm);
  }
  return { losses, gradNorms };
}

interface ProgressLine {
  /** Counted from 1. */
  readonly step: number;
  readonly loss: number;
  readonly gradNorm: number;
}

/** The output that a finished training vouches for: the files of its model/ by name; undefined where it is not finished. */
export function readDone({ folder, plan }: Job): Readonly<Record<string, Fingerprint>> | undefined {
  const file = join(folder, "done.json");
  if (!existsSync(file)) return undefined;
  const done = JSON.parse(readFileSync(file, "utf8")) as Done; // rise_trainer.py's, renamed into place whole
  return done.plan === plan ? done.files : undefined;
}

interface Done {
  readonly plan: string;
  readonly files: Readonly<Record<string, Fingerprint>>;
}

/** The step of the newest whole checkpoint; 0 where there is none. */
export function lastCheckpoint({ folder }: Job): number {
  const checkpoints = join(folder, "checkpoints");
  if (!existsSync(checkpoints)) return 0;
  const steps = readdirSync(checkpoints).map((name) => Number(/^step-(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...steps);
}

/** Asks a training to save its state and end. */
export function askToStop({ folder }: Job): void {
  writeFileWhole(join(folder, "stop"), "");
}

function readManifest(folder: string): { readonly plan: string } | undefined {
  const file = join(folder, manifest);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { readonly plan: string }) : undefined; // ours
}

function writeLines(folder: string, name: string, lines: readonly unknown[]): Fingerprint {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  writeDurably(join(folder, name), bytes);
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function packaged(file: string): string {
  return fileURLToPath(new URL(`../../../python/${file}`, import.meta.url));
}
