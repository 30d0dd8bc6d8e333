/** Samples tokens from a model. */
export type { TokenSample, TokenSampleRequest } from "./sample-request.ts";
export { SampleRequestError } from "./sample-request.ts";
export type { Sampler, SamplerCounters, SamplerOptions } from "./sampler.ts";
export { createSampler } from "./sampler.ts";
