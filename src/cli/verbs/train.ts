import { existsSync, realpathSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { addSum, requireWritable, writeFileWhole } from "../../disk/index.ts";
import {
  ConfigError,
  loraOptions,
  type Example,
  type Learner,
  type Models,
  type Trainable,
  type Trainer,
  type TrainingRecord,
} from "../../mdp/index.ts";
import { requireModelOrNothing } from "../../engine/index.ts";
import { trainStage } from "../../rise-stages.ts";
import { writeModelNote } from "../../store/index.ts";
import type { TrainConfig } from "../../train/index.ts";
import type { TrainerConfig } from "../config/run-schema.ts";
import { readTrainingData, type TrainingData } from "../files/training-data.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { deviceName, engineDevice } from "../engine-device.ts";
import type { OpenModels } from "../models.ts";
import { packageVersion } from "../package-version.ts";
import { companionsOf } from "../run/inputs.ts";
import { dataInputs, requireTrainingInputs } from "../run/training-inputs.ts";
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
  /** Goes on from a state though version, weights, device or the model's files are others, and says so. Default: they are refused (I13). */
  readonly accept?: boolean;
  readonly openModels: OpenModels;
}

/** A training on a file, and what became others on its way and was accepted. */
export type TrainedFile = TrainingRecord & { readonly accepted?: readonly string[] };

/** In the folder of a model under whose training inputs were accepted: which. */
const acceptedFile = "accepted-inputs.json";

/**
 * Fine-tunes a model on a file of weighted rows. Interrupted, the same call goes on; under other inputs than it began with it is refused.
 *
 * @throws ConfigError with the line or id of a row that cannot be trained on, or with what differs
 */
export async function trainFile(options: TrainFileOptions, context: VerbContext = {}): Promise<TrainedFile> {
  const { model, out, seed, trainer, accept = false } = options;
  requireOut(options);
  const data = readTrainingData(options.data);
  const bare = resolve(out); // without a slash behind it: these lie beside the folder, not in it
  const places = { stateFolder: `${bare}.state`, inputsFile: `${bare}.inputs.json` };
  const isHere = trainer === undefined || trainer.by === "embedded";
  const lora = options.train.lora && loraOptions(options.train.lora);
  const work = isHere ? { folder: model, samples: false, trains: true, ...(lora && { lora }) } : undefined;
  const models = await options.openModels(
    { model, ...(trainer && { trainer }), ...(options.device && { device: options.device }), work },
    { ...(context.note && { note: context.note }), ...(context.signal && { signal: context.signal }) },
  );
  const device = isHere ? await engineDevice(options.device, { ...context, work }) : undefined; // tested as the models were opened
  let accepted: readonly string[] = [];
  const start = {
    model,
    require: async (opened: Trainable) => {
      const inputs = {
        version: packageVersion(),
        weights: await startOf(options, opened),
        device: device === undefined ? "" : deviceName(device),
        model: await companionsOf(model),
        settings: { train: options.train, seed, ...(trainer && { trainer }) },
        data: dataInputs(data),
      };
      accepted = requireTrainingInputs(places, inputs, accept);
      for (const line of accepted) context.note?.(`changed while it was trained, and accepted: ${line}`);
    },
  };
  const config = { train: options.train, seed };
  const folders = { stateFolder: places.stateFolder, modelFolder: out };
  const record = await trainStage(
    { models: withRows(models, data), config },
    start,
    data.examples,
    folders,
    context,
  ).catch((error: unknown) => {
    if (!existsSync(places.stateFolder)) rmSync(places.inputsFile, { force: true }); // of a training that never began
    throw error;
  });
  const attemptsInView = attemptsInStates(data.examples);
  if (attemptsInView !== undefined) writeModelNote(out, { attemptsInView });
  if (accepted.length > 0) writeAccepted(out, accepted);
  for (const place of Object.values(places)) rmSync(place, { recursive: true, force: true });
  return accepted.length > 0 ? { ...record, accepted } : record;
}

/** What a training would replace at its end is looked at before it begins. */
function requireOut({ model, data, out }: TrainFileOptions): void {
  requireWritable(out);
  requireModelOrNothing(out);
  if (isSame(out, model)) {
    throw new ConfigError(`${out} is the model to start from, which would be lost; give another folder to write`);
  }
  if (isSame(dirname(resolve(data)), out)) {
    throw new ConfigError(`${out} holds the data ${data}, and becomes the model's folder; give another one`);
  }
}

/** By what a path leads to: a link to a folder is that folder. */
const isSame = (a: string, b: string): boolean => existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b);

function writeAccepted(out: string, accepted: readonly string[]): void {
  writeFileWhole(join(out, acceptedFile), `${JSON.stringify(accepted, undefined, 2)}\n`);
  addSum(out, acceptedFile);
}

/** The digest of the starting weights; a trainer elsewhere reads them itself, and they are not opened here for it. */
async function startOf({ model, trainer }: TrainFileOptions, { startDigest }: Trainable): Promise<string> {
  if (trainer?.by !== "accelerate") return (await startDigest?.()) ?? "";
  const { modelFolder, weightsDigest } = await import("../../policies/index.ts");
  return weightsDigest(modelFolder(model)) ?? "";
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
  ...(model.startDigest === undefined ? {} : { startDigest: model.startDigest }),
  row: rowOf(model),
  close: () => model.close(),
});
