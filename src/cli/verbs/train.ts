import { rmSync } from "node:fs";
import { withOpen, type Learner } from "../../mdp/index.ts";
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
  readonly openModels: OpenModels;
}

/**
 * Fine-tunes a model on a file of weighted rows. Interrupted, the same call goes on.
 *
 * @throws ConfigError with the line or id of a row that cannot be trained on
 */
export async function trainFile(options: TrainFileOptions, context: VerbContext = {}): Promise<TrainingRecord> {
  const { model, out, seed } = options;
  const trainingData = readTrainingData(options.data);
  const stateFolder = `${out}.state`;
  const models = await options.openModels({ model });
  const trainOptions = { ...options.train, seed, stateFolder, modelFolder: out };
  const record = await withOpen(models.learner(model, learnerOptions(options.train, seed)), (learner) =>
    train(withRows(learner, trainingData), trainingData.examples, trainOptions, context),
  );
  rmSync(stateFolder, { recursive: true, force: true });
  return record;
}

/** A learner that takes rows that are tokens already as they are, and renders the others. */
function withRows(learner: Learner, { rows }: TrainingData): Learner {
  return {
    name: learner.name,
    maxTokens: learner.maxTokens,
    row: (example) => rows.get(example.id) ?? learner.row(example),
    forwardBackward: (batch, scale) => learner.forwardBackward(batch, scale),
    optimStep: (step) => learner.optimStep(step),
    saveWeights: (folder) => learner.saveWeights(folder),
    saveState: (folder, progress) => learner.saveState(folder, progress),
    loadState: (folder) => learner.loadState(folder),
    sampler: () => learner.sampler(),
    close: () => learner.close(),
  };
}
