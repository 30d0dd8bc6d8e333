import type { GpuMemoryParts, ModelConfig } from "../../engine/index.ts";
import type { Machine } from "./memory.ts";
import { formatBytes } from "../text/format.ts";

/** The peak of a GPU's memory in one kind of work. */
export interface GpuPhase {
  readonly phase: "sampling" | "the teacher" | "training";
  readonly bytes: number;
  readonly parts: GpuMemoryParts;
  /** Bytes of its largest buffer besides the weights' own, also of what exists only while a graph runs. */
  readonly largestBuffer: number;
}

/** Memory that a run takes of the machine's GPU. */
export interface GpuPlan {
  /** One after the other. */
  readonly phases: readonly GpuPhase[];
  readonly peakBytes: number;
  /** The memory of the GPU, where the system tells. */
  readonly roomBytes?: number;
  /** Whether `auto` may still take the processor: then nothing is refused for the GPU's sake. */
  readonly ifChosen?: boolean;
  /** The largest tensor, of the models or of what is made: one buffer must hold it. */
  readonly largest: { readonly name: string; readonly bytes: number };
}

/** Joins the phases; undefined where none is on the GPU. */
export async function planGpu(
  phases: readonly Omit<GpuPhase, "bytes">[],
  models: readonly ModelConfig[],
  { roomBytes, ifChosen }: NonNullable<Machine["gpu"]>,
): Promise<GpuPlan | undefined> {
  const { totalBytes, weightTensors } = await import("../../engine/index.ts");
  const made = phases.map(({ phase, largestBuffer }) => ({
    name: `one that is made in ${phase}`,
    bytes: largestBuffer,
  }));
  const [largest] = [...models.flatMap(weightTensors), ...made].toSorted((a, b) => b.bytes - a.bytes); // in this order where alike
  if (phases.length === 0 || largest === undefined) return undefined;
  const summed = phases.map((phase) => ({ ...phase, bytes: totalBytes(phase.parts) }));
  return {
    phases: summed,
    peakBytes: Math.max(...summed.map(({ bytes }) => bytes)),
    ...(roomBytes !== undefined && { roomBytes }),
    ...(ifChosen === true && { ifChosen }),
    largest,
  };
}

/** Why a run's memory cannot be had of the GPU; undefined where it can, or nobody knows. */
export function gpuRefusal({ phases, peakBytes, roomBytes, ifChosen }: GpuPlan): string | undefined {
  if (roomBytes === undefined || ifChosen === true || peakBytes <= roomBytes) return undefined;
  const largest = phases.find(({ bytes }) => bytes === peakBytes);
  return (
    `${largest?.phase ?? "a model"} takes ${formatBytes(peakBytes)} of the GPU's memory, which has ${formatBytes(roomBytes)}: ` +
    "take device cpu, a smaller model, train.lora, or a smaller mdp.maxTokens"
  );
}
