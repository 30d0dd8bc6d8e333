import { expect, test } from "vitest";
import { createSampler, type Sampler } from "../decoding/index.ts";
import { createTrainer, type GpuTrainer } from "../training/index.ts";
import { checkGpu } from "./check-gpu.ts";
import { EngineError } from "./errors.ts";

type Candidate = NonNullable<Parameters<typeof checkGpu>[0]>;

/** How a GPU goes wrong: what it makes of a right result. The trainers are numbered as they are made, the samples as they are asked for. */
interface Faults {
  readonly loss?: (loss: number) => number;
  readonly gradient?: (gradient: Float32Array, name: string, trainer: number) => void;
  readonly norm?: (norm: number) => number;
  readonly settle?: (weight: Float32Array, name: string) => void;
  readonly sample?: (sample: { tokens: number[]; logprobs: number[] }, call: number) => void;
}

/** A GPU that is the processor, but for its faults. */
function gpuWith(faults: Faults): Candidate {
  let [trainers, samples] = [0, 0];
  return {
    createTrainer(config, weights): GpuTrainer {
      const number = trainers++;
      const trainer = createTrainer(config, weights, { threads: 1 });
      return {
        ...trainer,
        logprobs: (rows) => trainer.logprobs(rows),
        release: () => trainer.release(),
        optimizerState: () => Promise.resolve(trainer.optimizerState()),
        async forwardBackward(rows) {
          const { loss, ...result } = await trainer.forwardBackward(rows);
          return { ...result, loss: faults.loss?.(loss) ?? loss };
        },
        gradient(name) {
          const gradient = Float32Array.from(trainer.gradients.get(name) ?? []);
          faults.gradient?.(gradient, name, number);
          return Promise.resolve(gradient);
        },
        optimStep(options) {
          const { gradNorm } = trainer.optimStep(options);
          return Promise.resolve({ gradNorm: faults.norm?.(gradNorm) ?? gradNorm });
        },
        settle() {
          for (const [name, weight] of weights) faults.settle?.(weight, name);
          return Promise.resolve();
        },
      };
    },
    createSampler(config, weights, options): Sampler {
      const sampler = createSampler(config, weights, { ...options, threads: 1 });
      return {
        get counters() {
          return sampler.counters;
        },
        release: () => sampler.release(),
        async sample(request, follower) {
          const call = samples++;
          const made = await sampler.sample(request, follower);
          return made.map((one) => {
            const copy = { ...one, tokens: [...one.tokens], logprobs: [...one.logprobs] };
            faults.sample?.(copy, call);
            return copy;
          });
        },
      };
    },
  };
}

const off = (elements: Float32Array, at = 0): void => void (elements[at] = (elements[at] ?? 0) + 1);
const norms = "model.layers.0.input_layernorm.weight";

test("a GPU that computes as the processor does passes, with the same fingerprint each time", async () => {
  const fingerprint = await checkGpu(gpuWith({}));
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(await checkGpu(gpuWith({}))).toBe(fingerprint);
});

test("bits that are right within the tolerance, and yet others, have another fingerprint", async () => {
  const least = (gradient: Float32Array): void => void (gradient[0] = (gradient[0] ?? 0) * (1 + 2 ** -20));
  expect(await checkGpu(gpuWith({ gradient: least }))).not.toBe(await checkGpu(gpuWith({})));
});

const wrong: readonly (readonly [string, Faults, RegExp])[] = [
  ["the loss", { loss: (loss) => loss * 1.01 }, /the loss is 1\.0e-2 away from the processor's, relative to its size/],
  ["a loss that is no number", { loss: () => Number.NaN }, /the loss is NaN away/],
  [
    "one gradient",
    { gradient: (dw, name) => name === norms && off(dw, 3) },
    new RegExp(`the gradient of ${norms} is \\d`),
  ],
  ["a gradient that was left unwritten", { gradient: (dw, name) => name === norms && dw.fill(0) }, new RegExp(`the gradient of ${norms} is 1\\.0e\\+0 away`)], // prettier-ignore
  ["a gradient that comes out otherwise the second time", { gradient: (dw, name, trainer) => name === norms && trainer === 1 && off(dw) }, new RegExp(`the gradient of ${norms} has other bits when it is computed again, so no run could be resumed`)], // prettier-ignore
  ["the norm", { norm: (norm) => norm / 2 }, /the gradient's norm is 5\.0e-1 away/],
  [
    "a weight after the step",
    { settle: (weight, name) => name === norms && off(weight) },
    new RegExp(`${norms} after a step is \\d`),
  ],
  ["a sample beside others", { sample: ({ logprobs }, call) => call >= 2 && void (logprobs[0] = (logprobs[0] ?? 0) - 1e-7) }, /a sample has other bits beside others than alone/], // prettier-ignore
  ["greedy tokens", { sample: ({ tokens }, call) => call % 2 === 0 && void (tokens[1] = 7) }, /the greedy tokens are \d+ 7 \d+ \d+, on the processor \d+ \d+ \d+ \d+/], // prettier-ignore
  ["log-probabilities", { sample: ({ logprobs }) => void (logprobs[0] = (logprobs[0] ?? 0) - 0.1) }, /log-probabilities is \d/], // prettier-ignore
];

test.each(wrong)("a GPU that gets %s wrong is refused, and what differs is named", async (_, faults, words) => {
  const error = await checkGpu(gpuWith(faults)).then(() => undefined, (error: unknown) => error); // prettier-ignore
  expect(error).toBeInstanceOf(EngineError);
  const { message } = error as EngineError;
  expect(message).toMatch(words);
  expect(message).toMatch(
    /^the GPU computes wrongly: .*; update its driver, or take device cpu\. Nothing was computed with it\.$/,
  );
});
