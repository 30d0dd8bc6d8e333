import { describe, expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import { findTestGpu } from "../../../test/gpu.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import type { Adapter } from "../adapter/index.ts";
import { adapterTable } from "../adapter/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { embeddingName, parameterTable } from "../model/index.ts";
import { createRng } from "../random.ts";
import type { WeightedRow } from "./index.ts";
import { createGpuTrainer, createTrainer } from "./index.ts";
import type { GpuTrainer, GpuTrainerOptions } from "./gpu-trainer.ts";

const gpu = await findTestGpu();
const named = (claim: string): string => `${claim} ${gpu.note}`.trim();

/** Turns that share a beginning, rows that fill a second batch, tokens that come again. */
const rows: readonly WeightedRow[] = [
  { id: "turn 1", tokens: [1, 5, 2, 7, 3], weights: [0, 0, 0, 1.5, 0.5] },
  { id: "turn 2", tokens: [1, 5, 2, 7, 3, 9, 10, 4], weights: [0, 0, 0, 0, 0, 0, 0.25, 2] },
  { id: "another answer", tokens: [1, 5, 2, 8, 8, 3], weights: [0, 0, 0, 1, 1, -0.5] },
  { id: "unrelated", tokens: [4, 4, 6, 4, 4], weights: [0, 0.75, 0, 0.2, 1] },
];
const adapter = (config: ModelConfig): Adapter => {
  const lora = { rank: 2, alpha: 4, targets: ["q_proj", "v_proj", "down_proj"], dropout: 0.2, rankStabilised: false, seed: 3 } as const; // prettier-ignore
  const rng = createRng(5);
  const length = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
  const table = adapterTable(config, lora);
  return {
    config: lora,
    weights: new Map(
      table.map(({ name, shape }) => [name, Float32Array.from({ length: length(shape) }, () => rng() - 0.5)]),
    ),
  };
};

interface Case {
  readonly name: string;
  readonly config: ModelConfig;
  readonly options?: Omit<GpuTrainerOptions, "validation">;
  readonly hasAdapter?: boolean;
}

const cases: readonly Case[] = [
  { name: "tied embeddings", config: tinyConfig },
  { name: "an output layer of its own, recomputed", config: { ...tinyConfig, tieEmbeddings: false }, options: { checkpointing: true } }, // prettier-ignore
  { name: "biases everywhere", config: { ...tinyConfig, queryKeyValueBias: true, attentionOutputBias: true, mlpBias: true } }, // prettier-ignore
  { name: "norms of queries and keys", config: { ...tinyConfig, queryKeyNorm: true } },
  { name: "a window of 3 tokens in the second layer", config: { ...tinyConfig, window: { tokens: 3, layers: [1] } } },
];
/** Those whose steps have most that may come in another order. */
const resumed: readonly Case[] = [
  { name: "a vocabulary whose gradients are scattered, logits in chunks", config: { ...tinyConfig, vocabSize: 600 }, options: { maxLogits: 600 * 700 } }, // prettier-ignore
  { name: "an adapter with dropout, recomputed", config: tinyConfig, options: { checkpointing: true }, hasAdapter: true }, // prettier-ignore
];

/** The same model twice, on the processor and on the GPU, each with its own memory. */
function twins({ config, options = {}, hasAdapter }: Case) {
  const [cpuWeights, gpuWeights] = [wildWeights(config, 3), wildWeights(config, 3)];
  const [cpuAdapter, gpuAdapter] = [adapter(config), adapter(config)];
  const own = (adapter: Adapter) => (hasAdapter === true ? { adapter } : {});
  const onCpu = createTrainer(config, cpuWeights, { threads: 1, ...options, ...own(cpuAdapter) });
  const onGpu = createGpuTrainer(config, gpuWeights, { validation: "full", ...options, ...own(gpuAdapter) });
  const trained = hasAdapter === true ? adapterTable(config, cpuAdapter.config) : parameterTable(config);
  return {
    onCpu,
    onGpu,
    trained: trained.map(({ name }) => name),
    cpuWeights: hasAdapter === true ? cpuAdapter.weights : cpuWeights,
    gpuWeights: hasAdapter === true ? gpuAdapter.weights : gpuWeights,
  };
}

describe.skipIf(!gpu.isThere)(named("on the GPU, with full validation,"), () => {
  describe.each([...cases, ...resumed])("with $name", (one) => {
    test("loss, gradients, norms and the weights after three steps are the processor's", async () => {
      const { onCpu, onGpu, trained, cpuWeights, gpuWeights } = twins(one);
      const step = { learningRate: 1e-2, weightDecay: 0.1 };
      for (let i = 0; i < 3; i++) {
        const [want, got] = [await onCpu.forwardBackward(rows), await onGpu.forwardBackward(rows)];
        expect(got.lossTokens).toBe(want.lossTokens);
        expect(got.loss).toBeCloseTo(want.loss, 4);
        for (const name of trained) {
          const error = relativeError(await onGpu.gradient(name), onCpu.gradients.get(name) ?? []);
          expect([name, error < 2e-4]).toEqual([name, true]); // the first step's are 1e-6; then the weights differ, too
        }
        const [wantNorm, gotNorm] = [onCpu.optimStep(step).gradNorm, (await onGpu.optimStep(step)).gradNorm];
        expect(Math.abs(gotNorm / wantNorm - 1)).toBeLessThan(1e-4);
      }
      await onGpu.settle();
      for (const [name, want] of cpuWeights) {
        expect([name, relativeError(gpuWeights.get(name) ?? [], want) < 1e-3]).toEqual([name, true]);
      }
      await Promise.all([onCpu.release(), onGpu.release()]);
    });

    test("log-probabilities are the processor's", async () => {
      const { onCpu, onGpu } = twins(one);
      const [want, got] = [await onCpu.logprobs(rows), await onGpu.logprobs(rows)];
      for (const [i, logprobs] of want.entries()) {
        expect(got[i]).toHaveLength(logprobs.length);
        for (const [j, logprob] of logprobs.entries()) expect(got[i]?.[j]).toBeCloseTo(logprob, 4);
      }
      await Promise.all([onCpu.release(), onGpu.release()]);
    });
  });

  describe.each(resumed)("with $name", (one) => {
    test("a run that is stopped and goes on has the bytes of one that was not", async () => {
      const whole = twins(one);
      await steps(whole.onGpu, 4);
      await whole.onGpu.settle();
      const first = twins(one);
      await steps(first.onGpu, 2);
      await first.onGpu.settle();
      const optimizer = structuredClone(await first.onGpu.optimizerState());
      await first.onGpu.release();
      const options = { validation: "full" as const, ...one.options, optimizer };
      const kept = structuredClone(first.gpuWeights);
      const weights = one.hasAdapter === true ? wildWeights(one.config, 3) : kept;
      const own = one.hasAdapter === true ? { adapter: { ...adapter(one.config), weights: kept } } : {};
      const second = createGpuTrainer(one.config, weights, { ...options, ...own });
      await steps(second, 2);
      await second.settle();
      expect(kept).toEqual(whole.gpuWeights);
      expect(kept).not.toEqual(whole.cpuWeights); // which have not moved
      expect(await second.optimizerState()).toEqual(await whole.onGpu.optimizerState());
      await Promise.all([whole.onCpu.release(), whole.onGpu.release(), first.onCpu.release(), second.release()]);
    });
  });

  test("gradients of several calls add up, and a step leaves them at 0", async () => {
    const { onCpu, onGpu } = twins({ name: "", config: tinyConfig });
    await onGpu.forwardBackward(rows);
    const once = await onGpu.gradient(embeddingName);
    await onGpu.forwardBackward(rows);
    const twice = await onGpu.gradient(embeddingName);
    expect(
      relativeError(
        twice,
        once.map((x) => 2 * x),
      ),
    ).toBeLessThan(1e-6);
    await onGpu.optimStep({ learningRate: 0 });
    expect((await onGpu.gradient(embeddingName)).every((x) => Object.is(x, 0))).toBe(true);
    await Promise.all([onCpu.release(), onGpu.release()]);
  });

  test("a gradient that is not finite stops training before it reaches the weights", async () => {
    const weights: Weights = wildWeights(tinyConfig, 1);
    weights.get(embeddingName)?.fill(Number.NaN, 8, 16); // token 1
    const before = structuredClone(weights);
    const trainer = createGpuTrainer(tinyConfig, weights, {});
    await trainer.forwardBackward(rows);
    await expect(trainer.optimStep({ learningRate: 1 })).rejects.toThrow("the gradient's norm must be finite, got NaN");
    await trainer.settle();
    expect(weights).toEqual(before);
    await trainer.release();
  });
});

/** Steps of two batches each, at a length that is cut into several. */
async function steps(trainer: GpuTrainer, count: number): Promise<void> {
  for (let step = 0; step < count; step++) {
    await trainer.forwardBackward(rows);
    await trainer.forwardBackward(rows.slice(1));
    await trainer.optimStep({ learningRate: 1e-2, weightDecay: 0.1 });
  }
}
