import type { Example } from "../example.ts";
import type { Policy } from "./policy.ts";

/** An example as token ids: what a training step reads. */
export interface TrainingRow {
  readonly id: string;
  /** shape [T] */
  readonly tokens: readonly number[];
  /** shape [T]: loss weight of each token given those before it; 0 outside the action; sums to the example's weight. */
  readonly weights: readonly number[];
}

/** Where a training run stands; plain JSON, saved with the state it belongs to. */
export interface TrainingProgress {
  /** Identifies rows, order and settings: a state is resumed by the very run that wrote it. */
  readonly plan: string;
  /** Optimizer steps taken. */
  readonly step: number;
  /** shape [step]: each step's loss, in nats. */
  readonly losses: readonly number[];
  /** shape [step]: each step's gradient norm before clipping. */
  readonly gradNorms: readonly number[];
}

/** AdamW's settings for one step. */
export interface OptimStepOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest global gradient norm; larger gradients are scaled down to it. */
  readonly maxGradNorm: number;
}

/** The common part of all models that can be trained: how examples become its tokens. */
export interface Trainable {
  readonly name: string;
  /** Longest row in tokens. */
  readonly maxTokens: number;
  /** How it comes by the weighted gradient where it has no exact one: a server may know a mask but no weights. */
  readonly estimator?: string;
  /**
   * Identifies the weights that training starts from, as {@link Policy.digest} of a policy with these does: a run notices that
   * they are others than it sampled from. Asked before the first step; absent where only servers hold them.
   */
  readonly startDigest?: () => Promise<string>;
  /**
   * Renders an example as tokens and loss weights: the sampled ids where they belong to this model's tokenizer, else
   * the chat rendered by its template. The mask selects the action and its end-of-turn token, nothing else (I5); every
   * token of the action weighs weight / (number of action tokens), so that a row's loss is weight * mean NLL.
   *
   * @throws ConfigError with the example's id if there is nothing to train on or the row is too long
   */
  row(example: Example): TrainingRow;
  close(): Promise<void>;
}

/** Port: a model that is trained step by step. Adapters: the embedded engine, Tinker servers. */
export interface Learner extends Trainable {
  /**
   * Adds the gradient of `scale * sum over rows and tokens of weight * NLL` to the accumulated gradient.
   *
   * @returns that loss, in nats
   */
  forwardBackward(rows: readonly TrainingRow[], scale: number): Promise<{ readonly loss: number }>;
  /** Clips, steps AdamW, and clears the accumulated gradient. */
  optimStep(options: OptimStepOptions): Promise<{ readonly gradNorm: number }>;
  /** Writes a loadable model folder, atomically (I6). */
  saveWeights(folder: string): Promise<void>;
  /** Writes weights, optimizer and progress so that training goes on exactly where it stood. Atomic, all three together. */
  saveState(folder: string, progress: TrainingProgress): Promise<void>;
  /** @returns the progress saved with the state, or undefined where the folder holds no complete state */
  loadState(folder: string): Promise<TrainingProgress | undefined>;
  /** A policy that samples from the weights as they are now. It lives as long as the learner. */
  sampler(): Promise<Policy>;
}
