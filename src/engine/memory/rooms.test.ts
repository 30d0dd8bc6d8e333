import { expect, test } from "vitest";
import { defaultSampling } from "../decoding/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { samplingMemory, samplingRooms, totalBytes } from "./index.ts";

/** SmolLM2-135M's sizes. */
const config: ModelConfig = {
  hiddenSize: 576,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  intermediateSize: 1536,
  vocabSize: 49_152,
  ropeTheta: 100_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 8192,
};
const { cacheBytes, prefixBytes } = defaultSampling;

test("a machine without memory to spare gives the usual rooms, one with more a sixth of it to each", () => {
  const least = totalBytes(samplingMemory(config, { threads: 2, samples: 1, promptTokens: 64, newTokens: 64 }));
  expect(samplingRooms(config, 2, least + 1e9)).toEqual({ cacheBytes, prefixBytes });
  const share = (bytes: number): number => Math.floor(bytes / 6);
  expect(samplingRooms(config, 2, least + 12e9)).toEqual({ cacheBytes: share(12e9), prefixBytes: share(12e9) });
});

test("a small model takes no more than its longest chats can fill, and each of its threads a part", () => {
  const small = { ...config, hiddenSize: 128, layers: 4, heads: 2, kvHeads: 2, vocabSize: 500, maxPositions: 512 };
  const chats = 64 * 512 * (4 * 2 * 2 * 64 * 4); // samples x positions x bytes of a token
  expect(samplingRooms(small, 2, 100e9)).toEqual({ cacheBytes: Math.max(cacheBytes, chats), prefixBytes: 4 * chats });
});

test("what a sampler takes in its rooms is what is predicted for them", () => {
  const work = { threads: 2, samples: 64, promptTokens: 1000, newTokens: 500 };
  const usual = samplingMemory(config, work);
  const roomy = samplingMemory(config, { ...work, cacheBytes: 2 * cacheBytes, prefixBytes: 2 * prefixBytes });
  expect(roomy.cache / usual.cache).toBeGreaterThan(1.9);
  expect(roomy.cache / usual.cache).toBeLessThan(2.1);
});
