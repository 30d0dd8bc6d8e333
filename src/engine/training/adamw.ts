import { TrainingError } from "../errors.ts";

/** One step's settings. */
export interface OptimStepOptions {
  readonly learningRate: number;
  /** Decay of the mean of the gradient; default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of the squared gradient; default 0.999. */
  readonly beta2?: number;
  /** Keeps the step finite where the squared gradient is 0; default 1e-8. */
  readonly epsilon?: number;
  /** Share of a weight that a step of learning rate 1 would take away; default 0. */
  readonly weightDecay?: number;
  /** The gradient is scaled down to this Euclidean norm over all weights; default 1, Infinity turns it off. */
  readonly maxGradNorm?: number;
}

/** AdamW's state of one tensor, besides the tensor itself. */
export interface Moments {
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;
}

/** One tensor to update: all arrays have the same length. */
interface UpdatedTensor {
  readonly weight: Float32Array<ArrayBuffer>;
  readonly gradient: Float32Array<ArrayBuffer>;
  readonly moments: Moments;
  readonly decayed: boolean;
}

/** The Euclidean norm of a list of tensors taken as one vector. */
export function norm(tensors: Iterable<Float32Array>): number {
  let squares = 0;
  for (const tensor of tensors) {
    let own = 0;
    for (let i = 0; i < tensor.length; i++) own += at(tensor, i) ** 2;
    squares += own;
  }
  return Math.sqrt(squares);
}

/**
 * Passes a gradient's norm on.
 *
 * @throws TrainingError if it is not finite
 */
export function checkNorm(gradNorm: number): number {
  if (Number.isFinite(gradNorm)) return gradNorm;
  throw new TrainingError(
    `the gradient's norm must be finite, got ${gradNorm}; the weights are untouched: lower learningRate, or check whether the weights have already diverged`,
  );
}

/** The factor that brings a gradient of norm `gradNorm` down to at most `maxGradNorm`, as PyTorch computes it. */
export function clipFactor(gradNorm: number, maxGradNorm: number): number {
  return Math.min(1, maxGradNorm / (gradNorm + 1e-6));
}

/**
 * One step of AdamW on one tensor, in place; the gradient is left at 0, ready for the next step.
 *
 * @param step number of this step, from 1, for the correction of the moments' bias towards 0
 * @param gradientFactor multiplies the gradient first, see `clipFactor`
 * @see Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2
 */
export function adamW(tensor: UpdatedTensor, step: number, gradientFactor: number, options: OptimStepOptions): void {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const { weight, gradient } = tensor;
  const { first, second } = tensor.moments;
  const kept = tensor.decayed ? 1 - learningRate * weightDecay : 1;
  const stepSize = learningRate / (1 - beta1 ** step);
  const secondScale = 1 / (1 - beta2 ** step);
  for (let i = 0; i < weight.length; i++) {
    const g = at(gradient, i) * gradientFactor;
    const m = beta1 * at(first, i) + (1 - beta1) * g;
    const v = beta2 * at(second, i) + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] = at(weight, i) * kept - (stepSize * m) / (Math.sqrt(v * secondScale) + epsilon);
    gradient[i] = 0;
  }
}

/** An element that is known to exist; the type system asks. */
const at = (array: Float32Array, i: number): number => array[i] ?? 0;
