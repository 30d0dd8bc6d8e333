/** Samples tokens from a model. */
export type { SampleFollower, TokenSample, TokenSampleRequest } from "./sample-request.ts";
export { SampleRequestError } from "./sample-request.ts";
export type { Sampler, SamplerCounters, SamplerOptions } from "./sampler.ts";
export { createGpuSampler, createSampler, defaultSampling, samplesAtOnce } from "./sampler.ts";
export { gpuCapacity } from "./gpu-model.ts";
export { stepStorage } from "./kernel-rules.ts";
export { cacheBytesPerToken } from "./kv-cache.ts";
export { CHUNK_TOKENS as chunkTokens, READ_SHARE as readShare } from "./prefill.ts";
export { decodeGraph, prefillGraph } from "./step-graphs.ts";
