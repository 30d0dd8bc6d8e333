import { createHash } from "node:crypto";
import type { TokenSampleRequest } from "../decoding/index.ts";
import { createGpuSampler, createSampler } from "../decoding/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import type { GpuTrainer, WeightedRow } from "../training/index.ts";
import { createGpuTrainer, createTrainer } from "../training/index.ts";
import { EngineError } from "./errors.ts";

/** A small model with all that graphs are made of: shared key heads, a window, norms of heads, scattered gradients. */
const gpuCheckConfig: ModelConfig = {
  hiddenSize: 32,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 44,
  vocabSize: 520,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 256,
  queryKeyNorm: true,
  window: { tokens: 9, layers: [1] },
};

const tokensOf = (length: number, first: number): number[] =>
  Array.from({ length }, (_, i) => (first + i * i * 7) % gpuCheckConfig.vocabSize);

const rows: readonly WeightedRow[] = [3, 40, 3].map((first, row) => {
  const tokens = [...tokensOf(12, 3), ...tokensOf(20 + row, first)]; // the same beginning, and tokens that come again
  return { id: `${row}`, tokens, weights: tokens.map((_, i) => (i < 12 ? 0 : 0.1 * (row + 1))) };
});

const requests: readonly TokenSampleRequest[] = [5, 37].map((length, seed) => ({
  promptTokens: tokensOf(length, length),
  n: 1,
  temperature: seed,
  topP: 1,
  maxTokens: 4,
  stopIds: [],
  seed,
}));

/** How far the GPU may be from the processor: a hundred times what rounding was seen to make. */
const tolerance = 1e-4;

/** What is compared with the processor: the GPU, or another one in tests. */
interface Candidate {
  readonly createTrainer: typeof createGpuTrainer;
  readonly createSampler: typeof createGpuSampler;
}

const machinesGpu: Candidate = { createTrainer: createGpuTrainer, createSampler: createGpuSampler };

/**
 * Computes a gradient, a step and samples of a small model on both devices.
 *
 * @returns a fingerprint of the GPU's bits
 * @throws EngineError with what differs
 */
export async function checkGpu(candidate = machinesGpu): Promise<string> {
  const bits = createHash("sha256");
  const note: Note = (elements) =>
    bits.update(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
  await checkTraining(candidate, note);
  await checkSampling(candidate, note);
  return bits.digest("hex").slice(0, 16);
}

/** Takes note of what the GPU computed. */
type Note = (elements: Float32Array) => void;

async function checkTraining(gpu: Candidate, note: Note): Promise<void> {
  const [cpuWeights, gpuWeights] = [initialise(gpuCheckConfig, 1), initialise(gpuCheckConfig, 1)];
  const onCpu = createTrainer(gpuCheckConfig, cpuWeights, { threads: 1 });
  const [onGpu, again] = [0, 1].map(() => gpu.createTrainer(gpuCheckConfig, gpuWeights, {})) as [
    GpuTrainer,
    GpuTrainer,
  ];
  try {
    const [want, got] = [await onCpu.forwardBackward(rows), await onGpu.forwardBackward(rows)];
    requireClose("the loss", [got.loss], [want.loss]);
    await again.forwardBackward(rows);
    for (const { name } of parameterTable(gpuCheckConfig)) {
      const gradient = await onGpu.gradient(name);
      requireClose(`the gradient of ${name}`, gradient, onCpu.gradients.get(name) ?? []);
      const second = await again.gradient(name);
      if (gradient.some((x, i) => !Object.is(x, second[i]))) {
        throw wrong(`the gradient of ${name} has other bits when it is computed again, so no run could be resumed`);
      }
      note(gradient);
    }
    const step = { learningRate: 0.01, weightDecay: 0.1 };
    requireClose("the gradient's norm", [(await onGpu.optimStep(step)).gradNorm], [onCpu.optimStep(step).gradNorm]);
    await onGpu.settle();
    requireSameWeights(gpuWeights, cpuWeights, note);
  } finally {
    await Promise.all([onCpu.release(), onGpu.release(), again.release()]);
  }
}

function requireSameWeights(got: Weights, want: Weights, note: Note): void {
  for (const [name, elements] of got) {
    requireClose(`${name} after a step`, elements, want.get(name) ?? []);
    note(elements);
  }
}

async function checkSampling(gpu: Candidate, note: Note): Promise<void> {
  const weights = initialise(gpuCheckConfig, 1);
  const onCpu = createSampler(gpuCheckConfig, weights, { threads: 1 });
  const onGpu = gpu.createSampler(gpuCheckConfig, weights, { maxBatch: 4 });
  try {
    const alone = [];
    for (const request of requests) alone.push(...(await onGpu.sample(request)));
    const together = await Promise.all(requests.map((request) => onGpu.sample(request)));
    if (JSON.stringify(together.flat()) !== JSON.stringify(alone)) {
      throw wrong("a sample has other bits beside others than alone, so no run could be resumed");
    }
    for (const [i, request] of requests.entries()) {
      const { tokens = [], logprobs = [] } = alone[i] ?? {};
      const [want] = await onCpu.sample(request);
      if (request.temperature === 0 && tokens.join() !== want?.tokens.join()) {
        throw wrong(`the greedy tokens are ${tokens.join(" ")}, on the processor ${want?.tokens.join(" ")}`);
      }
      // A sampled token may differ where a random number falls on the edge between two: the first is compared.
      if (tokens[0] === want?.tokens[0]) requireClose("log-probabilities", logprobs.slice(0, 1), want?.logprobs ?? []);
      note(Float32Array.from(logprobs));
    }
  } finally {
    await Promise.all([onCpu.release(), onGpu.release()]);
  }
}

function requireClose(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  let [differences, squares] = [0, 0];
  for (let i = 0; i < got.length; i++) {
    differences += ((want[i] ?? Number.NaN) - (got[i] ?? Number.NaN)) ** 2;
    squares += (want[i] ?? Number.NaN) ** 2;
  }
  const error = Math.sqrt(differences / Math.max(squares, Number.MIN_VALUE));
  if (error <= tolerance) return;
  throw wrong(`${what} is ${error.toExponential(1)} away from the processor's, relative to its size`);
}

function wrong(what: string): EngineError {
  return new EngineError(
    `the GPU computes wrongly: ${what}; update its driver, or take device cpu. Nothing was computed with it.`,
  );
}
