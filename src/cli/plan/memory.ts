import type { MemoryParts, ModelConfig, SamplingWork } from "../../engine/index.ts";
import type { LoraOptions } from "../../mdp/index.ts";
import type { UseOfMemory } from "../../policies/index.ts";
import { loraOptions } from "../../mdp/index.ts";
import { asksTeacher } from "../../rise-schema.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { formatBytes } from "../text/format.ts";
import { planGpu, type GpuPlan } from "./gpu-memory.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** The peak memory of one kind of work. */
interface MemoryPhase {
  readonly phase: "sampling" | "the teacher" | "training";
  /** Its own and what the run holds besides. */
  readonly bytes: number;
  readonly parts: MemoryParts;
}

/** Memory that a run takes of this machine; servers' and other trainers' is not in it. */
export interface MemoryPlan {
  /** One after the other; empty where all models are elsewhere. */
  readonly phases: readonly MemoryPhase[];
  readonly peakBytes: number;
  /** The memory that this process can have. */
  readonly roomBytes: number;
  /** What lies on the machine's GPU; absent where the processor computes. */
  readonly gpu?: GpuPlan;
  /** The uses of the model that fit here at all, with a single short row. */
  readonly uses: readonly UseOfMemory[];
}

/** The models' sizes; undefined where a folder is not here. */
export interface ModelSizes {
  readonly policy: ModelConfig | undefined;
  readonly teacher: ModelConfig | undefined;
}

/** What computes. */
export interface Machine {
  readonly threads: number;
  /** Absent where the processor computes; `roomBytes` where its memory is known; `ifChosen` where `auto` chooses as the run begins. */
  readonly gpu?: { readonly roomBytes?: number | undefined; readonly ifChosen?: boolean };
}

/** Measured: what models that were closed leave behind in a run, its records and its report. */
const runBytes = 200e6;
/** Samples that the embedded engine decodes at once in each thread, and no more are worth planning for. */
const samplesAtOnce = 64;

/**
 * The memory that a run takes here: sampling, the teacher, training, one after the other, each with the longest chats and rows
 * of the rehearsal.
 */
export async function planMemory(
  config: RunConfig,
  sizes: ModelSizes,
  rehearsal: Rehearsal,
  machine: Machine,
): Promise<MemoryPlan> {
  const { memoryRoomBytes, roomsHere, usesOfMemory } = await import("../../policies/index.ts");
  const { samplingMemory, totalBytes, trainingMemory } = await import("../../engine/index.ts");
  const { maxTokens } = config.mdp;
  const { gpu } = machine;
  const isOnGpu = gpu !== undefined && gpu.ifChosen !== true;
  const threads = isOnGpu ? 1 : machine.threads; // the GPU belongs to one
  const samplingWork = (size: ModelConfig) => {
    const promptTokens = Math.max(1, Math.min(size.maxPositions, rehearsal.longestChatTokens) - maxTokens);
    return { threads, samples: samplesAtOnce * threads, promptTokens, newTokens: maxTokens };
  };
  const besideGpu = (parts: MemoryParts, moments: number): MemoryParts =>
    !isOnGpu ? parts : { ...parts, gradients: 0, moments, storedWeights: 0, activations: 0 };
  const sampling = (size: ModelConfig): MemoryParts =>
    besideGpu(samplingMemory(size, { ...samplingWork(size), ...roomsHere(size, threads) }), 0);
  const training = (size: ModelConfig): MemoryParts => {
    const parts = trainingMemory(size, { threads, ...trainingOf(config, size, rehearsal) });
    return besideGpu(parts, parts.moments); // they come to memory when a state is saved
  };
  const phaseOf = (phase: MemoryPhase["phase"], parts: MemoryParts): MemoryPhase => ({
    phase,
    bytes: runBytes + totalBytes(parts),
    parts,
  });
  const { policy, teacher } = sizes;
  const phases = [
    ...(policy !== undefined && samplesHere(config) ? [phaseOf("sampling", sampling(policy))] : []),
    ...(teacher !== undefined && asksTeacher(config) ? [phaseOf("the teacher", sampling(teacher))] : []),
    ...(policy !== undefined && trainsHere(config) ? [phaseOf("training", training(policy))] : []),
  ];
  const onGpu = gpu && (await gpuPhases(config, sizes, samplingWork, rehearsal));
  const ofGpu = onGpu && (await planGpu(onGpu.phases, onGpu.models, gpu));
  const roomBytes = memoryRoomBytes();
  return {
    phases,
    peakBytes: Math.max(0, ...phases.map(({ bytes }) => bytes)),
    roomBytes,
    ...(ofGpu && { gpu: ofGpu }),
    uses: policy === undefined ? [] : usesOfMemory(policy, threads, roomBytes),
  };
}

/** What of the run computes on the GPU: all but a teacher that is held in bytes. */
async function gpuPhases(
  config: RunConfig,
  { policy, teacher }: ModelSizes,
  samplingWork: (size: ModelConfig) => SamplingWork,
  rehearsal: Rehearsal,
) {
  const { gpuSamplingMemory, gpuTrainingMemory } = await import("../../engine/index.ts");
  const sampled = policy !== undefined && samplesHere(config) ? policy : undefined;
  const trained = policy !== undefined && trainsHere(config) ? policy : undefined;
  const taught = asksTeacher(config) && config.quantizeTeacher === undefined ? teacher : undefined;
  const sampling = (size: ModelConfig) => gpuSamplingMemory(size, samplingWork(size));
  return {
    models: [sampled, trained, taught].filter((model) => model !== undefined),
    phases: [
      ...(sampled ? [{ phase: "sampling" as const, ...sampling(sampled) }] : []),
      ...(taught ? [{ phase: "the teacher" as const, ...sampling(taught) }] : []),
      ...(trained
        ? [{ phase: "training" as const, ...gpuTrainingMemory(trained, { threads: 1, ...trainingOf(config, trained, rehearsal) }) }] // prettier-ignore
        : []),
    ],
  };
}

/** Whether the policy is sampled from in this process; a Tinker server samples what it trains. */
export function samplesHere({ rollouts, trainer }: RunConfig): boolean {
  return rollouts === undefined && trainer.by !== "tinker";
}

/** Whether this process trains. */
export function trainsHere({ trainer, iterations }: RunConfig): boolean {
  return trainer.by === "embedded" && iterations > 0;
}

/** The largest training of the run. */
function trainingOf({ train, seed }: RunConfig, { maxPositions }: ModelConfig, { trainings }: Rehearsal) {
  const rowTokens = Math.max(1, ...trainings.map(({ longestRowTokens }) => longestRowTokens));
  const tokens = trainings.reduce((sum, training) => sum + training.tokens, 0);
  const lossTokens = trainings.reduce((sum, training) => sum + training.lossTokens, 0);
  const lora: LoraOptions | undefined = train.lora && loraOptions(train.lora);
  return {
    rowTokens: Math.min(rowTokens, maxPositions),
    rows: train.batchExamples,
    lossShare: tokens === 0 ? 1 : lossTokens / tokens,
    ...(lora && { adapter: { ...lora, seed } }),
  };
}

/** Why a run's memory cannot be had here, and what could be done instead; undefined where it can. */
export function memoryRefusal({ phases, peakBytes, roomBytes, uses }: MemoryPlan): string | undefined {
  if (peakBytes <= roomBytes) return undefined;
  const largest = phases.find(({ bytes }) => bytes === peakBytes);
  const fitting = uses.filter(({ fits }) => fits).map(({ use }) => use);
  const possible =
    fitting.length === 0 ? "nothing with this model fits here" : `of this model ${fitting.join(" and ")} fit here`;
  return (
    `${largest?.phase ?? "a model"} takes ${formatBytes(peakBytes)} of memory, but ${formatBytes(roomBytes)} can be had; ${possible}: ` +
    "take a smaller model, train.lora, a machine with more memory, or servers (rollouts, trainer)"
  );
}
