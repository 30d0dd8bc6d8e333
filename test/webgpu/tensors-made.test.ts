import { describe, expect, test, vi } from "vitest";
import { findTestGpu } from "../gpu.ts";
import { tinyConfig, wildWeights } from "../random-model.ts";
import { createGpuSampler } from "../../src/engine/decoding/index.ts";
import { GpuMemory } from "../../src/engine/device/index.ts";
import { createGpuTrainer } from "../../src/engine/training/index.ts";
import { bufferBytes } from "../../src/engine/memory/gpu-buffers.ts";
import { gpuSamplingMemory, gpuTrainingMemory } from "../../src/engine/memory/predict-gpu.ts";

const gpu = await findTestGpu();

/** The bytes of the tensors that are put on the device while something is done. */
async function bytesMade(work: () => Promise<void>): Promise<number> {
  const upload = vi.spyOn(GpuMemory.prototype, "upload");
  await work();
  const bytes = upload.mock.calls.reduce((sum, [elements]) => sum + bufferBytes(elements.byteLength), 0);
  upload.mockRestore();
  return bytes;
}

describe.skipIf(!gpu.isThere)(`what lies on the GPU ${gpu.note}`.trim(), () => {
  test("in training is what was predicted: weights, gradients, moments", async () => {
    const { weights, gradients, moments } = gpuTrainingMemory(tinyConfig, { threads: 1, rowTokens: 4, rows: 1, lossShare: 1 }).parts; // prettier-ignore
    const trainer = createGpuTrainer(tinyConfig, wildWeights(tinyConfig, 1), {});
    const made = await bytesMade(async () => {
      await trainer.forwardBackward([{ id: "row", tokens: [1, 2, 3, 4], weights: [0, 1, 1, 1] }]);
      await trainer.optimStep({ learningRate: 0.01 });
    });
    await trainer.release();
    expect(made).toBe(weights + gradients + moments);
  });

  test("in sampling is what was predicted: weights, angles, the cache", async () => {
    const work = { threads: 1, samples: 2, promptTokens: 4, newTokens: 2, maxBatch: 2 };
    const { weights, cache } = gpuSamplingMemory(tinyConfig, work).parts;
    const sampler = createGpuSampler(tinyConfig, wildWeights(tinyConfig, 1), { maxBatch: 2 });
    const made = await bytesMade(async () => {
      await sampler.sample({
        promptTokens: [1, 2, 3, 4],
        n: 2,
        temperature: 1,
        topP: 1,
        maxTokens: 2,
        stopIds: [],
        seed: 1,
      });
    });
    await sampler.release();
    expect(made).toBe(weights + cache);
  });
});
