// Engine and plotting library are large: these functions load them when they are called.
export { openEmbeddedEngine } from "./open-engine.ts";
export {
  openModels,
  type CheckedModels,
  type ModelNames,
  type ModelSurroundings,
  type OpenModels,
  type ServersStatus,
} from "./models.ts";
export { loadRunConfig, type RunConfigSource } from "./config/load-run-config.ts";
export { runSchema, type RunConfig, type RunConfigInput } from "./config/run-schema.ts";
export { run, type RunOptions, type RunOutcome } from "./verbs/run.ts";
export { plan, type PlanOptions } from "./verbs/plan.ts";
export type { Plan } from "./plan/plan.ts";
export { pretrainModel, type PretrainOptions } from "./verbs/pretrain.ts";
export { collectFile, type CollectFileOptions } from "./verbs/collect.ts";
export { improveFile, type ImproveFileOptions } from "./verbs/improve.ts";
export { initConfig, type InitOptions, type InitOutcome } from "./verbs/init.ts";
export { weightFile, type WeightFileOptions } from "./verbs/weight.ts";
export { trainFile, type TrainedFile, type TrainFileOptions } from "./verbs/train.ts";
export { evaluateModel, examineModel, type EvaluateModelOptions, type ExaminationSummary } from "./verbs/evaluate.ts";
export { generate, type GenerateOptions } from "./verbs/generate.ts";
export { serve, type ServeOptions, type ServingAt } from "./verbs/serve.ts";
export { logprobs, type LogprobsOptions } from "./verbs/logprobs.ts";
export { gradeFile, type GradeFileOptions } from "./verbs/grade-file.ts";
export { pullName, type PullNameOptions } from "./verbs/pull.ts";
export { exportModel, type Exported, type ExportOptions } from "./verbs/export.ts";
export { exportRunData, type ExportDataOptions, type ExportedDataFolder } from "./verbs/export-data.ts";
export { compareRuns, type CompareOptions, type ComparisonSummary } from "./verbs/compare.ts";
export type { ComparedRun } from "./run/compared-runs.ts";
export {
  exportLog,
  recoverLog,
  verifyLog,
  type ExportedLog,
  type ExportLogOptions,
  type LogOptions,
  type Verification,
} from "./verbs/log.ts";
export { report, type ReportOptions, type WrittenReport } from "./verbs/report.ts";
export { exportView, view, type ExportedView, type ExportViewOptions, type ViewOptions } from "./verbs/view.ts";
export type { ServedView } from "../view/index.ts";
export { doctor } from "./verbs/doctor.ts";
export { bench, type BenchOptions, type BenchResult } from "./verbs/bench.ts";
