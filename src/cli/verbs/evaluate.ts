import { basename, resolve } from "node:path";
import { requireWritable } from "../../disk/index.ts";
import { compareWithin, type Examination } from "../../evaluate/index.ts";
import { memoryUsage, type MdpOptions, type RunSummary, type StageContext, type Task } from "../../mdp/index.ts";
import type { ModelInRun, StageRun } from "../../rise-run.ts";
import { mdpOf } from "../../rise-schema.ts";
import { evaluateStage, examineStage } from "../../rise-stages.ts";
import { digestOf, isRunDirectory, openRun, readRun, requireConfig, type RunDirectory } from "../../store/index.ts";
import { openTask } from "../../tasks/index.ts";
import { runIdentity } from "../config/run-identity.ts";
import type { RunConfig } from "../config/run-schema.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { wantedDevice } from "../engine-device.ts";
import { deviceWork, modelNames, type OpenModels } from "../models.ts";
import { inputNotes, requireInputs } from "../run/accept-inputs.ts";
import { inputsOf } from "../run/inputs.ts";
import { deviceFor, deviceNotes, recordedDevice, requireKind } from "../run/require-device.ts";
import { usageOf } from "../servers-status.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";
import { asTrained } from "./as-trained.ts";
import { openStage } from "./stage-run.ts";

/** Options of `rise eval`. */
export interface EvaluateModelOptions {
  readonly config: RunConfig;
  /** Folder to record the answers in: the same call then resumes. Absent: nothing is recorded. */
  readonly out?: string;
  /** Goes on with a record under other inputs than it began with, and says so. Default: they are refused (I13). */
  readonly accept?: boolean;
  readonly openModels: OpenModels;
}

/**
 * Measures a model on a task's test problems.
 *
 * @throws ConfigError if the model or the task cannot be used
 */
export async function evaluateModel(options: EvaluateModelOptions, context: VerbContext = {}): Promise<RunSummary> {
  const { measured, run } = await measure(options, evaluateStage, context, (store, role, evaluation) => {
    const step = `evaluate/${role}`;
    if (store.document(step) === undefined) store.saveDocument(step, evaluation); // another version may have recorded less
  });
  return { models: [measured.scores], comparisons: compareWithin(measured), run };
}

/** The output of `rise eval --examine`. */
export interface ExaminationSummary {
  readonly model: string;
  readonly examination: Examination;
  readonly run: RunSummary["run"];
}

/**
 * Examines on a task's test problems what a model does with an attempt that it is shown.
 *
 * @throws ConfigError if the model or the task cannot be used
 */
export async function examineModel(
  options: EvaluateModelOptions,
  context: VerbContext = {},
): Promise<ExaminationSummary> {
  const { measured, run } = await measure(options, examineStage, context);
  return { model: options.config.model, examination: measured, run };
}

/** The model's name in records, without its folder: a GGUF file's is that of a folder with the same weights. */
const roleOf = (model: string): string => basename(resolve(model)).replace(/\.gguf$/i, "");

/** What a record's device makes of the device that is asked for, before a model is opened or a GPU tested. */
function heldKind(
  { out, accept = false }: EvaluateModelOptions,
  identity: unknown,
  wanted: DeviceChoice,
): DeviceChoice {
  if (out === undefined || !isRunDirectory(out)) return wanted;
  const record = readRun(out);
  try {
    requireConfig(record, identity);
    return requireKind(record, wanted, { accept });
  } finally {
    record.close();
  }
}

/**
 * Answers to one set of questions, graded by one set of golds, are not mixed with another's: refused before a GPU is tested.
 *
 * @returns what records the inputs of a record that holds nothing yet, once its device is known
 */
async function holdInputs(
  store: RunDirectory,
  config: RunConfig,
  task: Task,
  { accept = false }: EvaluateModelOptions,
): Promise<() => void> {
  const inputs = await inputsOf(config, task, ["test"]);
  const hold = (): void => requireInputs(store, inputs, accept);
  if (recordedDevice(store) !== undefined) hold();
  return hold;
}

/** Runs one of the stages that measure, recorded where the options say so. */
async function measure<R>(
  options: EvaluateModelOptions,
  stageOf: (run: StageRun, pi: ModelInRun, mdp: MdpOptions, context: StageContext) => Promise<R>,
  context: VerbContext,
  save?: (store: RunDirectory, role: string, measured: R) => void,
): Promise<{ readonly measured: R; readonly run: RunSummary["run"] }> {
  const startedMs = performance.now();
  const { out, openModels, accept = false } = options;
  const { note, signal } = context;
  if (out !== undefined) requireWritable(out);
  const config = await asTrained(options.config, context.note);
  const task = await openTask(config.task, surroundingsOf(context, ["test"]));
  const identity = runIdentity(config);
  const wanted = heldKind(options, identity, wantedDevice(config.engine?.device));
  const names = modelNames({ ...config, engine: { device: wanted } }, "evaluate");
  await (await openModels(names, { ...(note && { note }), ...(signal && { signal }) })).check();
  const store = out === undefined ? undefined : openRun(out, identity);
  const usage = store?.usage ?? memoryUsage();
  try {
    const asking = { ...context, work: deviceWork(config, "evaluate") };
    const holds = store && (await holdInputs(store, config, task, options));
    const chosen = store && (await deviceFor(store, wanted, { accept }, asking));
    holds?.();
    for (const line of store === undefined ? [] : [...inputNotes(store), ...deviceNotes(store)]) note?.(line);
    const onDevice = { ...config, engine: { device: chosen?.device ?? wanted } };
    const alone = { config: onDevice, task, openModels, usage, ...(store && { store }) };
    const role = roleOf(config.model);
    const stage = await openStage("evaluate", role, alone, context);
    const measured = await stageOf({ ...stage.run, accept }, stage.pi, mdpOf(config, 1), stage.context);
    if (store !== undefined) save?.(store, role, measured);
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    return { measured, run: { dir: store?.dir ?? "", digest: digestOf(identity), seconds, ...usageOf(usage) } };
  } finally {
    store?.close();
  }
}
