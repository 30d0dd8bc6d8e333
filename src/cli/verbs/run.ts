import { existsSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { refuseOverlap, type RunSummary } from "../../mdp/index.ts";
import { rise } from "../../rise.ts";
import { isRunDirectory, openRun, readRun, requireConfig, type RunDirectory } from "../../store/index.ts";
import { openTask } from "../../tasks/index.ts";
import { loadRunConfig, loadWrittenConfig, type RunConfigSource } from "../config/load-run-config.ts";
import { checkIdleKeys } from "../config/idle-keys.ts";
import { runIdentity } from "../config/run-identity.ts";
import { refuseStaticServers, riseConfigOf, type RunConfig } from "../config/run-schema.ts";
import { requireWritable, writeFileWhole } from "../../disk/index.ts";
import { courseOf } from "../progress/index.ts";
import { deviceWork, modelNames, type OpenModels } from "../models.ts";
import { earlyUsage, lookBefore } from "../run/look-before.ts";
import { lookedAt, roomTeller } from "../run/room-told.ts";
import { wantedDevice } from "../engine-device.ts";
import { requireInputs } from "../run/accept-inputs.ts";
import { deviceFor, recordedDevice, requireKind } from "../run/require-device.ts";
import { inputsOf } from "../run/inputs.ts";
import { defaultFolder } from "../run/default-folder.ts";
import { withHeartbeat } from "../run/heartbeat.ts";
import { recordInvocation, wasSmoke } from "../run/invocation.ts";
import { readResults } from "../run/results.ts";
import { withTensorboard } from "../run/with-tensorboard.ts";
import { requireOwnFolder } from "../run/require-own-folder.ts";
import { whileThere } from "../run/while-there.ts";
import { writeReport } from "../run/write-report.ts";
import { usageOf, withServers } from "../servers-status.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";

/** Options of `rise run`. */
export interface RunOptions extends RunConfigSource {
  /** The run's folder; default: runs/ and the config's name. */
  readonly out?: string;
  /** Goes on under other inputs than those that the run began with, and records that it does. Default: they are refused. */
  readonly accept?: boolean;
  /** Whether to write TensorBoard's event files, as the run goes, to `tensorboard` in the run's folder. */
  readonly tensorboard?: boolean;
  /** Opens the models that the config names. */
  readonly openModels: OpenModels;
}

/** A run's outcome. */
export interface RunOutcome {
  readonly summary: RunSummary;
  /** Whether it had been finished before: then nothing was done. */
  readonly wasFinished: boolean;
  /** The last model's folder. */
  readonly model: string;
  readonly report: string;
}

/**
 * The whole loop: collect, improve, weight, train, evaluate, iteration by iteration, then the report. The same call resumes a
 * run that was interrupted and returns a finished one's results without opening a model.
 *
 * @throws ConfigError if the config, a model or the task cannot be used, or the run began with other inputs: then nothing was written
 */
export async function run(options: RunOptions, context: VerbContext = {}): Promise<RunOutcome> {
  const startedMs = performance.now();
  const config = loadRunConfig(options);
  const identity = runIdentity(loadWrittenConfig(options));
  refuseStaticServers(config);
  const { out = defaultFolder(options), openModels, accept = false } = options;
  const isNew = !isRunDirectory(out);
  const before = isNew ? undefined : await finishedBefore(out, config, identity);
  if (before !== undefined) return before;
  requireWritable(out);
  if (isNew) requireOwnFolder(out);
  if (isNew) checkIdleKeys(options, context);
  const task = await openTask(config.task, surroundingsOf(context, ["train", "test"]));
  const { note, signal } = context;
  const surroundings = { ...(note && { note }), ...(signal && { signal }) };
  const early = earlyUsage();
  if (isNew) {
    // A refusal leaves nothing behind. A run that began under an older version with an unread key goes on.
    refuseOverlap(task.problems("train"), task.problems("test"));
    const looked = await openModels(modelNames(config), { usage: early, ...surroundings });
    await looked.check(lookBefore(config, task, context));
  }
  const store = openRun(out, identity);
  try {
    requireKind(store, wantedDevice(config.engine?.device), { accept });
    const inputs = await inputsOf(config, task);
    // Before a GPU is tested; inputs in a record without a device would say that it was begun on the processor.
    if (recordedDevice(store) !== undefined) requireInputs(store, inputs, accept);
    const { device } = await deviceFor(
      store,
      config.engine?.device,
      { accept },
      { ...context, work: deviceWork(config) },
    );
    requireInputs(store, inputs, accept);
    early.moveTo(store.usage);
    const opened = await openModels({ ...modelNames(config), device }, { usage: store.usage, ...surroundings });
    // Models in folders were looked at above; servers are asked what they read as they open.
    const look = roomTeller(config, isNew && config.rollouts !== undefined ? note : undefined);
    const { models, context: beating } = withHeartbeat(lookedAt(opened, look), context);
    context.note?.(`${isNew ? "a run" : "going on with the run"} in ${out}: ${describeConfig(config)}`);
    context.onCourse?.(courseOf(config, { train: task.problems("train").length, test: task.problems("test").length }));
    recordInvocation(store, options);
    writeFileWhole(join(out, "config.yaml"), stringify(config));
    const shown = options.tensorboard === true ? withTensorboard(store, withServers(beating, models)) : undefined;
    await whileThere(store, shown?.context ?? withServers(beating, models), (watched) =>
      rise(
        { task, base: config.model, models, store: shown?.store ?? store, config: riseConfigOf(config), accept },
        watched,
      ),
    );
    await writeReport(store);
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    store.saveDocument("finished", { seconds } satisfies Finished);
    return outcomeOf(store, config, seconds, false);
  } finally {
    store.close();
  }
}

/**
 * The outcome of a run that was finished before, also where it can only be read; a report that is missing is written again.
 *
 * @throws ConfigError if it was started with another config
 */
async function finishedBefore(out: string, config: RunConfig, identity: unknown): Promise<RunOutcome | undefined> {
  const store = readRun(out);
  try {
    requireConfig(store, identity);
    const known = store.document("finished");
    if (known === undefined) return undefined;
    const outcome = outcomeOf(store, config, (known as Finished).seconds, true); // written above
    if (!existsSync(outcome.report)) await writeReport(store).catch(() => {}); // on media that cannot be written it stays so
    return outcome;
  } finally {
    store.close();
  }
}

/** "rise-self on word-problems, model models/base, 2 iterations" */
function describeConfig({ preset, task, model, iterations }: RunConfig): string {
  return `${preset} on ${task.name}, model ${model}, ${iterations} ${iterations === 1 ? "iteration" : "iterations"}`;
}

interface Finished {
  /** Of the command that finished the run. */
  readonly seconds: number;
}

function outcomeOf(store: RunDirectory, config: RunConfig, seconds: number, wasFinished: boolean): RunOutcome {
  const { evaluations, comparisons } = readResults(store);
  const last = config.iterations;
  return {
    summary: {
      models: evaluations.map(({ scores }) => scores),
      comparisons,
      run: {
        dir: store.dir,
        digest: store.digest,
        seconds,
        ...(wasSmoke(store) && { smoke: true }),
        ...usageOf(store.usage),
      },
    },
    wasFinished,
    model: last === 0 ? config.model : store.folder(`iteration-${last}/model`),
    report: join(store.dir, "report.html"),
  };
}
