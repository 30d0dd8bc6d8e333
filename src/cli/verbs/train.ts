import { rmSync } from "node:fs";
import { requireWritable } from "../../disk/index.ts";
import { withOpen, type Example, type Learner, type Trainer } from "../../mdp/index.ts";
import type { TrainerConfig } from "../config/run-schema.ts";
import { learnerOptions, train, type TrainConfig, type TrainingRecord } from "../../train/index.ts";
import { readTrainingData, type TrainingData } from "../files/training-data.ts";
import type { OpenModels } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";

/** What `rise train` is asked. */
export interface TrainFileOptions {
  /** The model's folder to start from. */
  readonly model: string;
  /** JSONL, rows `{tokens, weights}`, or `{messages, weight}`, or what `rise weight` writes. */
  readonly data: string;
  /** The model's folder to write; the state to resume from lies beside it until then. */
  readonly out: string;
  readonly train: TrainConfig;
  readonly seed: number;
  /** Who trains; absent: the embedded engine. */
  readonly trainer?: TrainerConfig;
  readonly openModels: OpenModels;
}

/**
 * Fine-tunes a model on a file of weighted rows. Interrupted, the same call goes on.
 *
 * @throws ConfigError with the line or id of a row that cannot be trained on
 */
export async function trainFile(options: TrainFileOptions, context: VerbContext = {}): Promise<TrainingRecord> {
  const { model, out, seed, trainer } = options;
  requireWritable(out);
  const trainingData = readTrainingData(options.data);
  const stateFolder = `${out}.state`;
  const models = await options.openModels(
    { model, ...(trainer && { trainer }) },
    context.note && { note: context.note },
  );
  const trainOptions = { ...options.train, seed, stateFolder, modelFolder: out };
  const how = learnerOptions(options.train, seed);
  const opening: Promise<Learner | Trainer> = models.trainer?.(model, how) ?? models.learner(model, how);
  const record = await withOpen(opening, (opened) =>
    train(withRows(opened, trainingData), trainingData.examples, trainOptions, context),
  );
  rmSync(stateFolder, { recursive: true, force: true });
  return record;
}

/** The model, taking rows that are tokens already as they are, and rendering the others. */
function withRows(model: Learner | Trainer, { rows }: TrainingData): Learner | Trainer {
  const trainable = {
    name: model.name,
    maxTokens: model.maxTokens,
    row: (example: Example) => rows.get(example.id) ?? model.row(example),
    close: () => model.close(),
  };
  if ("fit" in model) return { ...trainable, fit: (plan, folders, context) => model.fit(plan, folders, context) };
  return {
    ...trainable,
    forwardBackward: (batch, scale) => model.forwardBackward(batch, scale),
    optimStep: (step) => model.optimStep(step),
    saveWeights: (folder) => model.saveWeights(folder),
    saveState: (folder, progress) => model.saveState(folder, progress),
    loadState: (folder) => model.loadState(folder),
    sampler: () => model.sampler(),
  };
}
