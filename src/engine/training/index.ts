/** Trains a model: weighted negative log-likelihood, its gradient, AdamW; and scores tokens. */
export type { Moments, OptimStepOptions } from "./adamw.ts";
export { TrainingError } from "./buffers.ts";
export { createTrainer } from "./graph-trainer.ts";
export { RowError, type ScoredRow } from "./rows.ts";
export type { WeightedRow } from "./token-tree.ts";
export type { BackwardResult, OptimizerState, Share, Trainer, TrainerOptions } from "./trainer.ts";
export { benchTrain, measurePeak, type Instruments, type TrainBenchOptions, type TrainBenchResult } from "./bench.ts";
