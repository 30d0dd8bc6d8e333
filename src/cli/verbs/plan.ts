import { existsSync } from "node:fs";
import { freemem } from "node:os";
import { basename } from "node:path";
import type { ModelConfig } from "../../engine/index.ts";
import { chooseTestProblems, smallestGain } from "../../evaluate/index.ts";
import { loraOptions, type Task } from "../../mdp/index.ts";
import { openTask } from "../../tasks/index.ts";
import { checkIdleKeys } from "../config/idle-keys.ts";
import { loadRunConfig, type RunConfigSource } from "../config/load-run-config.ts";
import { asksTeacher } from "../../rise-schema.ts";
import { refuseStaticServers, riseConfigOf, type RunConfig } from "../config/run-schema.ts";
import { modelNames, type OpenModels } from "../models.ts";
import { usualRendering, type Behaviour, type Rendering } from "../plan/behaviour.ts";
import { gpuMemoryBytes } from "../doctor/gpu-memory.ts";
import { softwareGpu } from "../doctor/gpu-names.ts";
import { wantedDevice } from "../engine-device.ts";
import { engineThreads } from "../engine-threads.ts";
import { gpuRefusal } from "../plan/gpu-memory.ts";
import { planDisk, type DiskPlan, type ModelOnDisk } from "../plan/disk.ts";
import {
  memoryRefusal,
  planMemory,
  type Machine,
  samplesHere,
  trainsHere,
  type MemoryPlan,
  type ModelSizes,
} from "../plan/memory.ts";
import { planMoney } from "../plan/money.ts";
import { probe, type Probe } from "../plan/probe.ts";
import type { Plan } from "../plan/plan.ts";
import type { Role } from "../plan/rehearsed-models.ts";
import { rehearse } from "../plan/rehearsal.ts";
import { planTime } from "../plan/time.ts";
import { formatBytes } from "../text/format.ts";
import { defaultFolder } from "../run/default-folder.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";

/** Options of `rise plan`. */
export interface PlanOptions extends RunConfigSource {
  /** Where the run would be; its disk is looked at. Default: as `rise run`. */
  readonly out?: string;
  /** Whether the models are asked a few things to measure their speed and the length of their answers. Default true. */
  readonly probes?: boolean;
  /** Opens the models that the config names; used by the probe. */
  readonly openModels: OpenModels;
}

/**
 * A run's demands: calls and tokens of each stage, time, memory, disk, and the smallest gain that its evaluation can
 * see. Nothing is written.
 *
 * @throws ConfigError as `run` would
 */
export async function plan(options: PlanOptions, context: VerbContext = {}): Promise<Plan> {
  const config = loadRunConfig(options);
  refuseStaticServers(config);
  checkIdleKeys(options, context);
  const task = await openTask(config.task, surroundingsOf(context, ["train", "test"]));
  const method = riseConfigOf(config);
  const rendering = await renderingOf(config, task);
  const worst = await rehearse(task, method, worstCase(config, rendering), context.signal);
  const sizes = await sizesOf(config);
  const memory = await planMemory(config, sizes, worst, { threads: engineThreads(), ...gpuOf(config) });
  const isRefused = memoryRefusal(memory) !== undefined;
  const probed =
    options.probes === false || isRefused ? undefined : await probeModels(config, task, options.openModels, context);
  const expected = probed && (await rehearse(task, method, asProbed(probed, rendering), context.signal));
  const disk = planDisk(options.out ?? defaultFolder(options), expected ?? worst, await onDisk(config, sizes.policy));
  const problems = chooseTestProblems(task.problems("test"), config.evaluate.problems).length;
  const { seeds } = config.evaluate;
  const money = planMoney(modelNames(config), worst, expected);
  return {
    name: typeof options.config === "string" ? basename(options.config) : "run",
    model: config.model,
    task: { name: config.task.name, train: task.problems("train").length, test: task.problems("test").length },
    worst,
    ...(expected && { expected }),
    ...(probed && { probe: probed, time: planTime(expected ?? worst, probed) }),
    ...(money && { money }),
    memory,
    disk,
    smallestGain: { problems, seeds, gain: smallestGain({ problems, seeds }) },
    refusals: refusalsOf(memory, disk),
  };
}

/** The GPU, where the run is to compute there; its memory as far as the system tells, which shares its own with one of software. */
function gpuOf({ engine }: RunConfig): Pick<Machine, "gpu"> {
  const wanted = wantedDevice(engine?.device);
  const isSoftware = softwareGpu() !== undefined;
  if (wanted === "cpu" || (wanted === "auto" && isSoftware)) return {};
  return { gpu: { roomBytes: isSoftware ? freemem() : gpuMemoryBytes(), ifChosen: wanted === "auto" } };
}

/** All attempts wrong, so that every rollout is as long as it gets, and every answer as long as it may be. */
function worstCase({ mdp }: RunConfig, rendering: Rendering): Readonly<Record<Role, Behaviour>> {
  const behaviour = { rightShare: 0, generatedTokens: [[mdp.maxTokens]], rendering };
  return { policy: behaviour, teacher: behaviour };
}

function asProbed({ policy, teacher = policy }: Probe, rendering: Rendering): Readonly<Record<Role, Behaviour>> {
  return { policy: { ...policy, rendering }, teacher: { ...teacher, rendering } };
}

/** By the model's own tokenizer, where its folder is here; servers need not have it here. */
async function renderingOf(config: RunConfig, task: Task): Promise<Rendering> {
  const { modelFolder } = await import("../../policies/index.ts");
  const folder = modelFolder(config.model);
  const isElsewhere = !existsSync(folder) && !samplesHere(config) && !trainsHere(config);
  if (isElsewhere) return usualRendering;
  const { measureRendering } = await import("../plan/measure-rendering.ts");
  return measureRendering(folder, task, task.problems("train").slice(0, 16)) ?? usualRendering;
}

async function probeModels(
  config: RunConfig,
  task: Task,
  openModels: OpenModels,
  context: VerbContext,
): Promise<Probe> {
  const { note, signal } = context;
  const request = {
    models: await openModels(modelNames(config), { ...(note && { note }), ...(signal && { signal }) }),
    model: config.model,
    task,
    problems: task.problems("train"),
    config: riseConfigOf(config),
    asksTeacher: asksTeacher(config),
    trainsHere: trainsHere(config),
    nowMs: () => performance.now(),
  };
  return probe(request, context);
}

/** The sizes of the run's models that are in folders here. */
async function sizesOf({ model, teacher }: RunConfig): Promise<ModelSizes> {
  const { modelFolder } = await import("../../policies/index.ts");
  const { readModelConfig } = await import("../../engine/index.ts");
  const sizeOf = (name: string): ModelConfig | undefined =>
    existsSync(modelFolder(name)) ? readModelConfig(modelFolder(name)) : undefined;
  return { policy: sizeOf(model), teacher: typeof teacher === "string" ? sizeOf(teacher) : undefined };
}

/** The bytes that each iteration leaves of the model: all of it, or an adapter beside it. */
async function onDisk({ train, seed }: RunConfig, policy: ModelConfig | undefined): Promise<ModelOnDisk> {
  const { trainedParameters } = await import("../../engine/index.ts");
  if (policy === undefined) return { modelBytes: 0, trainedBytes: 0 };
  const adapter = train.lora && { ...loraOptions(train.lora), seed };
  const trainedBytes = 4 * trainedParameters(policy, adapter);
  return { modelBytes: trainedBytes, trainedBytes };
}

function refusalsOf(memory: MemoryPlan, { peakBytes, freeBytes }: DiskPlan): readonly string[] {
  const ofMemory = memoryRefusal(memory);
  const ofGpu = memory.gpu && gpuRefusal(memory.gpu);
  const ofDisk =
    peakBytes <= freeBytes
      ? undefined
      : `the run leaves up to ${formatBytes(peakBytes)}, but ${formatBytes(freeBytes)} are free; make room, or give --out on another disk`;
  return [ofMemory, ofGpu, ofDisk].filter((refusal) => refusal !== undefined);
}
