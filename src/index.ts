/** The library `rise-lm`: the method, its stages and ports, and every verb of the command line as a function. */

export * from "./mdp/index.ts";
export * from "./collect/index.ts";
export * from "./improve/index.ts";
export * from "./weight/index.ts";
export * from "./train/index.ts";
export * from "./evaluate/index.ts";
export * from "./rise.ts";
export * from "./rise-schema.ts";
export * from "./rise-presets.ts";
export { modelOf, type Run } from "./rise-run.ts";
export type { Gathering, WeightsRecord } from "./rise-records.ts";

export { equivalent, extractAnswer, grade } from "./grade/index.ts";
export { openTask, taskSchema, type TaskConfig } from "./tasks/index.ts";
export { openRun, readRun, type RunDirectory } from "./store/index.ts";

// Engine and plotting library are large: these load them when they are called.
export { openEmbeddedEngine, openEmbeddedModels } from "./cli/embedded.ts";
export { run, type RunOptions, type RunOutcome } from "./cli/verbs/run.ts";
export { pretrainModel, type PretrainOptions } from "./cli/verbs/pretrain.ts";
export { collectFile, type CollectFileOptions } from "./cli/verbs/collect.ts";
export { improveFile, type ImproveFileOptions } from "./cli/verbs/improve.ts";
export { weightFile, type WeightFileOptions } from "./cli/verbs/weight.ts";
export { trainFile, type TrainFileOptions } from "./cli/verbs/train.ts";
export { evaluateModel, type EvaluateModelOptions } from "./cli/verbs/evaluate.ts";
export { generate, type GenerateOptions } from "./cli/verbs/generate.ts";
export { logprobs, type LogprobsOptions } from "./cli/verbs/logprobs.ts";
export { gradeFile, type GradeFileOptions } from "./cli/verbs/grade-file.ts";
export { report, type ReportOptions } from "./cli/verbs/report.ts";
export { doctor } from "./cli/verbs/doctor.ts";
