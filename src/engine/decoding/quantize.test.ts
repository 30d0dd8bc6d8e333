import { describe, expect, test } from "vitest";
import type { ModelConfig } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import { createTrainer } from "../training/index.ts";
import { createSampler } from "./index.ts";
import { quantize } from "./quantize.ts";

describe("a matrix", () => {
  test("in bytes has a scale for each block of 32, and 128 stands for 0", () => {
    const row = Float32Array.from({ length: 33 }, (_, i) => (i === 3 ? -127 : i === 32 ? 254 : i % 5));
    const { packed, scales, blocks } = quantize(row, 33);
    expect(blocks).toBe(2);
    expect(scales).toEqual(Float32Array.of(1, 2)); // by hand: 127 / 127 and 254 / 127
    expect([...packed.subarray(0, 6)]).toEqual([128, 129, 130, 1, 132, 128]);
    expect([...packed.subarray(32, 34)]).toEqual([255, 128]); // behind the row's end: 0
  });

  test("of zeros alone stays one", () => {
    expect(quantize(new Float32Array(64), 64)).toEqual({ packed: new Uint8Array(64).fill(128), scales: new Float32Array(2), blocks: 2 }); // prettier-ignore
  });
});

const config: ModelConfig = {
  hiddenSize: 96,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 24,
  intermediateSize: 171,
  vocabSize: 120,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 200,
};
const ask = (length: number, seed: number) => ({
  promptTokens: Array.from({ length }, (_, i) => (i * 7 + seed) % 120),
  n: 3,
  temperature: 1,
  topP: 1,
  maxTokens: 20,
  stopIds: [],
  seed,
});

describe.each([true, false])("sampling in bytes, embeddings tied: %o", (tieEmbeddings) => {
  const model = { ...config, tieEmbeddings };
  const weights = initialise(model, 3);

  test("a sample's bits do not depend on its companions", async () => {
    const requests = [1, 40, 97, 33, 64, 2, 130].map(ask);
    const alone = createSampler(model, weights, { threads: 1, maxBatch: 1, quantize: 8 });
    const together = createSampler(model, weights, { threads: 2, maxBatch: 64, quantize: 8 });
    const want = [];
    for (const request of requests) want.push(await alone.sample(request));
    expect(await Promise.all(requests.map((request) => together.sample(request)))).toEqual(want);
    await Promise.all([alone.release(), together.release()]);
  });

  test("log-probabilities are near those of the weights as they are, and not the same", async () => {
    const sampler = createSampler(model, weights, { threads: 1, quantize: 8 });
    const trainer = createTrainer(model, weights, { threads: 1 });
    const request = ask(50, 5);
    const errors: number[] = [];
    for (const { tokens, logprobs } of await sampler.sample(request)) {
      const [exact = []] = await trainer.logprobs([{ id: "row", tokens: [...request.promptTokens, ...tokens] }]);
      for (const [i, logprob] of logprobs.entries()) {
        errors.push(Math.abs(logprob - (exact[request.promptTokens.length - 1 + i] ?? Number.NaN)));
      }
    }
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    expect(mean).toBeGreaterThan(1e-5);
    expect(mean).toBeLessThan(0.05); // a rounding of 1 in 254 of each block's largest, on weights and inputs
    await Promise.all([sampler.release(), trainer.release()]);
  });
});
