/** Runs graphs on the machine's GPU, by ONNX Runtime's WebGPU provider. */
export { askBuffer, requireBuffers, SURE_BUFFER_BYTES, type BufferRefusal, type DeviceTensor } from "./ask-buffer.ts";
export { GpuMemory } from "./gpu-memory.ts";
export { GpuSession, type GpuCompileOptions } from "./gpu-session.ts";
