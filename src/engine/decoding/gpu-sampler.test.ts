import { beforeAll, describe, expect, test } from "vitest";
import { findTestGpu } from "../../../test/gpu.ts";
import type { ModelConfig } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import { createRng } from "../random.ts";
import { createTrainer } from "../training/index.ts";
import { createGpuSampler, createSampler } from "./index.ts";
import type { Sampler, TokenSample, TokenSampleRequest } from "./index.ts";

const gpu = await findTestGpu();

const base: ModelConfig = {
  hiddenSize: 24,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 40,
  vocabSize: 70,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 1024,
};
const families: readonly (readonly [string, ModelConfig])[] = [
  ["tied embeddings", base],
  ["a window, biases, norms of heads, a lone key head and an output layer of its own", { ...base, window: { tokens: 5, layers: [0] }, queryKeyValueBias: true, attentionOutputBias: true, mlpBias: true, queryKeyNorm: true, tieEmbeddings: false, kvHeads: 1 }], // prettier-ignore
];
/** Steps have four rows: software is slow. */
const options = { maxBatch: 4 };

function wildWeights(config: ModelConfig) {
  const rng = createRng(9);
  const change = (data: Float32Array<ArrayBuffer>) => data.map((x) => 2 * x + 0.3 * (rng() - 0.5));
  return new Map([...initialise(config, 4)].map(([name, data]) => [name, change(data)]));
}

/** Prompts of no, one and several chunks before the last token, up to the edge of a capacity and beyond; two begin alike. */
const lengths = [1, 40, 44, 254];
const requests = lengths.map((length, i): TokenSampleRequest => {
  const promptTokens = Array.from({ length }, (_, t) => (t < 40 ? t * t * 7 : t * t * 7 + i) % 70);
  return { promptTokens, n: 1 + (i % 2), temperature: [1.2, 0, 1, 1][i] ?? 1, topP: i === 2 ? 0.9 : 1, maxTokens: 4, stopIds: [3], seed: i }; // prettier-ignore
});

const together = (sampler: Sampler, asked: readonly TokenSampleRequest[]) =>
  Promise.all(asked.map((request) => sampler.sample(request)));

describe.skipIf(!gpu.isThere)(`on the GPU ${gpu.note}`.trim(), () => {
  describe.each(families)("with %s", (_, config) => {
    const weights = wildWeights(config);

    let alone: (readonly TokenSample[])[];
    beforeAll(async () => {
      const sampler = createGpuSampler(config, weights, options);
      alone = [];
      for (const request of requests) alone.push(await sampler.sample(request));
      await sampler.release();
    });

    test("log-probabilities of samples are those of the training graph on the processor, greedy ones its tokens", async () => {
      const onCpu = createSampler(config, weights, { threads: 1 });
      const trainer = createTrainer(config, weights, { threads: 1 });
      const want = await together(onCpu, requests);
      for (const [i, { promptTokens, temperature }] of requests.entries()) {
        if (temperature === 0) expect(alone[i]?.map(({ tokens }) => tokens)).toEqual(want[i]?.map(({ tokens }) => tokens)); // prettier-ignore
        for (const { tokens, logprobs } of alone[i] ?? []) {
          const [scored = []] = await trainer.logprobs([{ id: "row", tokens: [...promptTokens, ...tokens] }]);
          for (const [t, logprob] of scored.slice(promptTokens.length - 1).entries()) {
            expect(logprobs[t]).toBeCloseTo(logprob, 3);
          }
        }
      }
      await Promise.all([onCpu.release(), trainer.release()]);
    });

    test("a sample's bits do not depend on its companions, nor on what was read before", async () => {
      const crowded = createGpuSampler(config, weights, options);
      expect(await together(crowded, requests)).toEqual(alone);
      expect(await together(crowded, requests.toReversed())).toEqual(alone.toReversed());
      await crowded.release();
    });
  });

  test("no sample waits for ever behind those that need another capacity", async () => {
    const sampler = createGpuSampler(base, wildWeights(base), { maxBatch: 1 });
    const order: number[] = [];
    const short = { ...(requests[0] as TokenSampleRequest), maxTokens: 1 };
    const long = { ...short, maxTokens: 300 }; // it might need room for so many, and is content with one
    const asked = [short, long, ...Array.from({ length: 20 }, () => short)];
    const follower = { onToken: () => "enough" as const };
    await Promise.all(asked.map(async (request, i) => sampler.sample(request, follower).then(() => order.push(i))));
    expect(order.indexOf(1)).toBeLessThan(15);
    await sampler.release();
  });

  test("a follower hears tokens, ends a sample early and gives another up; the sampler goes on", async () => {
    const sampler = createGpuSampler(base, wildWeights(base), options);
    const heard: number[] = [];
    const request: TokenSampleRequest = { ...(requests[1] as TokenSampleRequest), n: 1, stopIds: [], maxTokens: 6 };
    const stop = new AbortController();
    const given = sampler.sample(request, { signal: stop.signal, onToken: () => (stop.abort(new Error("enough of it")), undefined) }); // prettier-ignore
    const early = sampler.sample(request, { onToken: (token) => (heard.push(token) === 3 ? "enough" : undefined) });
    await expect(given).rejects.toThrow("enough of it");
    expect((await early)[0]?.tokens).toEqual(heard);
    const [whole] = await sampler.sample(request);
    expect(whole?.tokens.slice(0, 3)).toEqual(heard);
    await sampler.release();
  });
});
