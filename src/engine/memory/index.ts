/** How much memory a model takes, known before any is taken. */
export { samplingMemory, totalBytes, trainedParameters, trainingMemory } from "./predict.ts";
export type { GpuMemoryNeed } from "./predict-gpu.ts";
export type { GraphWork } from "./graph-work.ts";
export { gpuDecodingWork, gpuSamplingMemory, gpuTrainingMemory, gpuTrainingWork } from "./predict-gpu.ts";
export type { GpuMemoryParts, MemoryParts, SamplingWork, TrainingWork } from "./predict.ts";
export { samplingRooms, type SamplingRooms } from "./rooms.ts";
