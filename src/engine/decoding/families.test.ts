import { describe, expect, test } from "vitest";
import type { ModelConfig } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import { createRng } from "../random.ts";
import { createTrainer } from "../training/index.ts";
import { createSampler } from "./index.ts";

const base: ModelConfig = {
  hiddenSize: 48,
  layers: 3,
  heads: 6,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 100,
  vocabSize: 70,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 131_072, // tables for all of them would be fed in vain
};
const families: readonly (readonly [string, ModelConfig])[] = [
  ["a window shorter than a chunk of the prompt", { ...base, window: { tokens: 5, layers: [0, 1, 2] } }],
  ["a window in one layer, longer than a chunk", { ...base, window: { tokens: 40, layers: [1] } }],
  ["biases", { ...base, queryKeyValueBias: true, attentionOutputBias: true, mlpBias: true }],
  ["norms of queries and keys", { ...base, queryKeyNorm: true }],
];

/** Gains and biases too are far from where a new model's are. */
function wildWeights(config: ModelConfig) {
  const rng = createRng(9);
  const change = (data: Float32Array<ArrayBuffer>) => data.map((x) => 2 * x + 0.3 * (rng() - 0.5));
  return new Map([...initialise(config, 4)].map(([name, data]) => [name, change(data)]));
}

describe.each(families)("with %s", (_, config) => {
  const weights = wildWeights(config);
  const prompts = [1, 20, 33, 64, 90].map((length, i) => Array.from({ length }, (_, t) => (t * t * 7 + i) % 70));
  const requests = prompts.map((promptTokens, seed) => ({ promptTokens, n: 2, temperature: 1.2, topP: 1, maxTokens: 40, stopIds: [3], seed })); // prettier-ignore

  test("a sample's log-probabilities are those of the training graph", async () => {
    const sampler = createSampler(config, weights, { threads: 1 });
    const trainer = createTrainer(config, weights, { threads: 1 });
    const samples = await Promise.all(requests.map((request) => sampler.sample(request)));
    for (const [i, prompt] of prompts.entries()) {
      for (const { tokens, logprobs } of samples[i] ?? []) {
        const [scored = []] = await trainer.logprobs([{ id: "row", tokens: [...prompt, ...tokens] }]);
        for (const [t, want] of scored.slice(prompt.length - 1).entries()) expect(logprobs[t]).toBeCloseTo(want, 3);
      }
    }
    await Promise.all([sampler.release(), trainer.release()]);
  });

  test.each([{ maxStoredBytes: 2 ** 28 }, { maxStoredBytes: 0 }])(
    "a sample's bits do not depend on its companions: %o",
    async (options) => {
      const alone = createSampler(config, weights, { threads: 1, maxBatch: 1, ...options });
      const want = [];
      for (const request of requests) want.push(await alone.sample(request));
      const together = createSampler(config, weights, { threads: 2, maxBatch: 16, ...options });
      expect(await Promise.all(requests.map((request) => together.sample(request)))).toEqual(want);
      await Promise.all([alone.release(), together.release()]);
    },
  );
});
