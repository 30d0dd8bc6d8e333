/** A model in a thread of its own. */
export { crewSize } from "./crew-size.ts";
export { Engine } from "./engine.ts";
export { EngineError } from "./errors.ts";
export type { Device, EngineCounters, EngineOptions, ModelSource, OpenedModel } from "./messages.ts";
export { weightTensors } from "./weight-tensors.ts";
export { acceptGpuTest, largestGpuBuffer, testGpu } from "./test-gpu.ts";
