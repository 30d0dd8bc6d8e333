import type { ModelConfig, Weights } from "../model/index.ts";
import { createSampler } from "./sampler.ts";

/** What to measure. */
export interface BenchDecodeOptions {
  readonly threads: number;
  /** Samples decoded at once, one measurement each. */
  readonly batches: readonly number[];
  readonly promptTokens: number;
  /** Tokens of each sample. */
  readonly newTokens: number;
}

/** The speed of decoding at one batch size. */
export interface DecodeSpeed {
  readonly batch: number;
  /** New tokens of all samples together per second of elapsed time, the prompt's reading included. */
  readonly tokensPerSec: number;
}

/** Measures how fast a model samples. A short run before each measurement leaves compiling out of it. */
export async function benchDecode(
  config: ModelConfig,
  weights: Weights,
  { threads, batches, promptTokens, newTokens }: BenchDecodeOptions,
): Promise<readonly DecodeSpeed[]> {
  const prompt = Array.from({ length: promptTokens }, (_, i) => (i * 7) % config.vocabSize);
  const settings = { promptTokens: prompt, temperature: 1, topP: 1, stopIds: [], seed: 1 };
  const speeds: DecodeSpeed[] = [];
  for (const batch of batches) {
    const sampler = createSampler(config, weights, { threads, maxBatch: batch });
    await sampler.sample({ ...settings, n: batch, maxTokens: 2 });
    const start = performance.now();
    await sampler.sample({ ...settings, n: batch, maxTokens: newTokens });
    speeds.push({ batch, tokensPerSec: (batch * newTokens * 1000) / (performance.now() - start) });
    await sampler.release();
  }
  return speeds;
}
