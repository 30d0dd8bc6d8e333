import { rmSync } from "node:fs";
import { requireWritable } from "../../disk/index.ts";
import {
  loraOptions,
  type Example,
  type Learner,
  type Models,
  type Trainable,
  type Trainer,
  type TrainingRecord,
} from "../../mdp/index.ts";
import { trainStage } from "../../rise-stages.ts";
import { writeModelNote } from "../../store/index.ts";
import type { TrainConfig } from "../../train/index.ts";
import type { TrainerConfig } from "../config/run-schema.ts";
import { readTrainingData, type TrainingData } from "../files/training-data.ts";
import type { DeviceChoice } from "../device-choice.ts";
import type { OpenModels } from "../models.ts";
import type { VerbContext } from "../verb-context.ts";

/** Options of `rise train`. */
export interface TrainFileOptions {
  /** The model's folder to start from. */
  readonly model: string;
  /** JSONL, rows `{tokens, weights}`, or `{messages, weight}`, or what `rise weight` writes. */
  readonly data: string;
  /** The model's folder to write; the state to resume from lies beside it until then. */
  readonly out: string;
  readonly train: TrainConfig;
  readonly seed: number;
  /** The trainer; absent: the embedded engine. */
  readonly trainer?: TrainerConfig;
  /** What the embedded engine computes on. */
  readonly device?: DeviceChoice | undefined;
  readonly openModels: OpenModels;
}

/**
 * Fine-tunes a model on a file of weighted rows. Interrupted, the same call goes on.
 *
 * @throws ConfigError with the line or id of a row that cannot be trained on
 */
export async function trainFile(options: TrainFileOptions, context: VerbContext = {}): Promise<TrainingRecord> {
  const { model, out, seed, trainer, device } = options;
  requireWritable(out);
  const data = readTrainingData(options.data);
  const stateFolder = `${out}.state`;
  const isHere = trainer === undefined || trainer.by === "embedded";
  const lora = options.train.lora && loraOptions(options.train.lora);
  const work = isHere ? { folder: model, samples: false, trains: true, ...(lora && { lora }) } : undefined;
  const models = await options.openModels(
    { model, ...(trainer && { trainer }), ...(device && { device }), work },
    { ...(context.note && { note: context.note }), ...(context.signal && { signal: context.signal }) },
  );
  const folders = { stateFolder, modelFolder: out };
  const config = { train: options.train, seed };
  const record = await trainStage({ models: withRows(models, data), config }, model, data.examples, folders, context);
  const attemptsInView = attemptsInStates(data.examples);
  if (attemptsInView !== undefined) writeModelNote(out, { attemptsInView });
  rmSync(stateFolder, { recursive: true, force: true });
  return record;
}

/**
 * The attempts in view of the states trained on, as far as these are rollouts; undefined where no state holds an attempt. A
 * chat of several answers is none: its turn is 0.
 */
function attemptsInStates(examples: readonly Example[]): number | undefined {
  const inView = examples.map(({ turn, state }) =>
    Math.min(turn, state.filter(({ role }) => role === "assistant").length),
  );
  const most = inView.reduce((a, b) => Math.max(a, b), 0);
  return most === 0 ? undefined : most;
}

/** The models, taking rows that are tokens already as they are, and rendering the others. */
function withRows({ policy, learner, trainer }: Models, { rows }: TrainingData): Models {
  const rowOf =
    (model: Trainable): Trainable["row"] =>
    (example) =>
      rows.get(example.id) ?? model.row(example);
  return {
    policy,
    learner: async (...at) => learnerWith(await learner(...at), rowOf),
    ...(trainer && { trainer: async (...at) => trainerWith(await trainer(...at), rowOf) }),
  };
}

type RowOf = (model: Trainable) => Trainable["row"];

const trainerWith = (model: Trainer, rowOf: RowOf): Trainer => ({
  ...trainableWith(model, rowOf),
  fit: (plan, folders, context) => model.fit(plan, folders, context),
});

const learnerWith = (model: Learner, rowOf: RowOf): Learner => ({
  ...trainableWith(model, rowOf),
  forwardBackward: (batch, scale) => model.forwardBackward(batch, scale),
  optimStep: (step) => model.optimStep(step),
  saveWeights: (folder) => model.saveWeights(folder),
  saveState: (folder, progress) => model.saveState(folder, progress),
  loadState: (folder) => model.loadState(folder),
  sampler: () => model.sampler(),
});

const trainableWith = (model: Trainable, rowOf: RowOf): Trainable => ({
  name: model.name,
  maxTokens: model.maxTokens,
  ...(model.estimator === undefined ? {} : { estimator: model.estimator }),
  row: rowOf(model),
  close: () => model.close(),
});
