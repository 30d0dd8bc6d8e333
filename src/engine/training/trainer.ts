import type { Adapter } from "../adapter/index.ts";
import type { Moments, OptimStepOptions } from "./adamw.ts";
import type { ScoredRow } from "./rows.ts";
import type { WeightedRow } from "./token-tree.ts";

/** How a trainer is to run. */
export interface TrainerOptions {
  /** Threads within one operator. */
  readonly threads: number;
  /** Keeps only the input of each layer and computes the rest again in the backward pass: less memory, one more forward pass. Default false. */
  readonly checkpointing?: boolean;
  /** Most tokens that one run of the graph holds, which bounds memory; at least one row. Default 1024, above 30 million parameters 512. */
  readonly tokensPerBatch?: number;
  /** Most logits made at once, positions times vocabulary: they are made in chunks. Default 2^24. */
  readonly maxLogits?: number;
  /** Trained instead of the weights, which then stay as they are: no gradients, no moments. Updated in place. */
  readonly adapter?: Adapter;
  /** Continues from an earlier trainer's state. */
  readonly optimizer?: OptimizerState;
}

/** An optimiser's state besides the weights, by which it resumes exactly. */
export interface OptimizerState {
  /** Steps done. */
  readonly step: number;
  /** AdamW's moments by weight name; empty before the first step. */
  readonly moments: ReadonlyMap<string, Moments>;
}

/** The outcome of one forward and backward pass. */
export interface BackwardResult {
  /** Sum over all rows of weight times negative log-likelihood, in nats. */
  readonly loss: number;
  /** Predicted tokens with a non-zero weight, counted in every row. */
  readonly lossTokens: number;
}

/** One part of the work, where several trainers of the same model share it. */
export interface Share {
  /** From 0 to of - 1. */
  readonly index: number;
  readonly of: number;
}

/** Trains one model: weights, their gradients and AdamW's moments, all in memory. */
export interface Trainer {
  /**
   * Adds to the gradients those of sum_i weights[i] * -log p(tokens[i] | tokens[0..i-1]) over all rows, exactly as weighted.
   *
   * @param share leaves the rest to other trainers that are given the same rows: the sum of all their gradients is wanted.
   *   Loss and gradients are then those of the share; by default all is done here
   * @throws RowError if a row does not fit the model or has nothing to train on; the gradients are then untouched
   */
  forwardBackward(rows: readonly WeightedRow[], share?: Share): Promise<BackwardResult>;
  /**
   * Updates the weights in place and sets the gradients to 0.
   *
   * @returns the norm of the gradient before clipping
   * @throws TrainingError if that norm is not finite; the weights are then untouched
   */
  optimStep(options: OptimStepOptions): { gradNorm: number };
  /** Log-probability of every token but the first, given those before it: one list for each row, one shorter than the row. */
  logprobs(rows: readonly ScoredRow[]): Promise<number[][]>;
  /** The accumulated gradients by weight name; live buffers. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** Forgets the accumulated gradients. */
  zeroGradients(): void;
  /** The optimiser's state; live buffers, to be written before the next step. */
  optimizerState(): OptimizerState;
  /** Frees what ONNX Runtime holds; the weights stay. */
  release(): Promise<void>;
}
