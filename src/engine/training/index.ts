/** Trains a model: weighted negative log-likelihood, its gradient, AdamW; and scores tokens. */
export type { Moments, OptimStepOptions } from "./adamw.ts";
export { TrainingError } from "./buffers.ts";
export { createTrainer } from "./graph-trainer.ts";
export { createGpuTrainer, type GpuTrainer, type GpuTrainerOptions } from "./gpu-trainer.ts";
export { adamWGraph, gradientNormGraph } from "./gpu-step-graphs.ts";
export { stepGroups } from "./step-groups.ts";
export { defaultTokensPerBatch, logitChunks } from "./packing.ts";
export { roundedSteps } from "./group-trees.ts";
export { trainingGraph } from "./training-graph.ts";
export { RowError, type ScoredRow } from "./rows.ts";
export type { WeightedRow } from "./token-tree.ts";
export type { BackwardResult, OptimizerState, Share, Trainer, TrainerOptions } from "./trainer.ts";
export { measurePeak, trainingFlopsPerToken } from "./bench.ts";
