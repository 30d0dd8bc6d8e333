import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createGpuSampler, createSampler } from "../../src/engine/decoding/index.ts";
import { readModelConfig, type ModelConfig } from "../../src/engine/index.ts";
import { parameterTable } from "../../src/engine/model/index.ts";
import { createGpuTrainer, createTrainer, type WeightedRow } from "../../src/engine/training/index.ts";
import { relativeError } from "../compare.ts";
import { findTestGpu } from "../gpu.ts";
import { families, smallSizes, type FamilySpec } from "../parity/families.ts";
import { wildWeights } from "../random-model.ts";

const gpu = await findTestGpu();
const root = mkdtempSync(join(tmpdir(), "rise-gpu-families-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A family's sizes, as the engine reads them from its config.json. */
function configOf({ architecture, config }: FamilySpec): ModelConfig {
  const named = { architectures: [`${architecture}ForCausalLM`], model_type: architecture.toLowerCase() };
  const written = { ...named, ...smallSizes, ...config, ...layerTypes(config) };
  writeFileSync(join(root, "config.json"), JSON.stringify(written));
  return readModelConfig(root);
}

/** What transformers adds to a SmolLM3's: the layers without positions have the window. */
function layerTypes({ no_rope_layer_interval: interval, num_hidden_layers: layers }: FamilySpec["config"]): object {
  if (typeof interval !== "number") return {};
  const types = Array.from({ length: Number(layers) }, (_, i) => ((i + 1) % interval === 0 ? "sliding" : "full"));
  return { layer_types: types.map((type) => `${type}_attention`) };
}

const tokens = (length: number, factor: number): number[] =>
  Array.from({ length }, (_, i) => (i * i * factor + 3 * i + 1) % smallSizes.vocab_size);
const row = (id: string, own: readonly number[], from: number): WeightedRow => ({
  id,
  tokens: own,
  weights: own.map((_, i) => (i < from ? 0 : 0.05 * (1 + (i % 3)))),
});
/** Two turns of one trajectory, and a row of its own that is longer than every window. */
const rows = [row("turn 1", tokens(20, 7), 12), row("turn 2", [...tokens(20, 7), ...tokens(12, 13)], 24), row("alone", tokens(48, 19), 1)]; // prettier-ignore
/** A prompt without a chunk before its last token, and one with two. */
const prompts = [[3], tokens(45, 5)];
const greedy = { n: 1, temperature: 0, topP: 1, maxTokens: 6, stopIds: [], seed: 0 };
const step = { learningRate: 1e-2, weightDecay: 0.1, maxGradNorm: 0.5 };

describe.skipIf(!gpu.isThere).each(families)(`on the GPU $name ${gpu.note}`.trim(), (family) => {
  const config = configOf(family);

  test("has the processor's loss, gradients, log-probabilities and weights after a step", async () => {
    const [cpuWeights, gpuWeights] = [wildWeights(config, 3), wildWeights(config, 3)];
    const onCpu = createTrainer(config, cpuWeights, { threads: 1 });
    const onGpu = createGpuTrainer(config, gpuWeights, { validation: "full" });
    const [wantLogprobs, gotLogprobs] = [await onCpu.logprobs(rows), await onGpu.logprobs(rows)];
    for (const [i, logprobs] of wantLogprobs.entries()) {
      for (const [j, logprob] of logprobs.entries()) expect(gotLogprobs[i]?.[j]).toBeCloseTo(logprob, 3);
    }
    const [want, got] = [await onCpu.forwardBackward(rows), await onGpu.forwardBackward(rows)];
    expect(got.loss).toBeCloseTo(want.loss, 4);
    for (const { name } of parameterTable(config)) {
      const error = relativeError(await onGpu.gradient(name), onCpu.gradients.get(name) ?? []);
      expect([name, error < 1e-4]).toEqual([name, true]);
    }
    onCpu.optimStep(step);
    await onGpu.optimStep(step);
    await onGpu.settle();
    for (const [name, weight] of cpuWeights) {
      expect([name, relativeError(gpuWeights.get(name) ?? [], weight) < 1e-3]).toEqual([name, true]);
    }
    await Promise.all([onCpu.release(), onGpu.release()]);
  });

  test("has the processor's greedy tokens", async () => {
    const weights = wildWeights(config, 3);
    const samplers = [
      createSampler(config, weights, { threads: 1 }),
      createGpuSampler(config, weights, { maxBatch: 2 }),
    ];
    const [want, got] = await Promise.all(
      samplers.map((sampler) =>
        Promise.all(prompts.map((promptTokens) => sampler.sample({ ...greedy, promptTokens }))),
      ),
    );
    expect(got?.flat().map(({ tokens: own }) => own)).toEqual(want?.flat().map(({ tokens: own }) => own));
    await Promise.all(samplers.map((sampler) => sampler.release()));
  });
});
