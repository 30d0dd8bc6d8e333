/**
 * The library `rise-lm`: the method, its stages and ports, and every verb of the command line as a function. What is named here
 * is promised; `test/api.txt` holds the list, so that nothing joins or leaves it unseen.
 */

// The method.
export { rise, type RiseResult } from "./rise.ts";
export type { Run } from "./rise-run.ts";
export { mdpOf, riseSchema, type RiseConfig, type RiseConfigInput } from "./rise-schema.ts";
export { presetNames, presets, type PresetName } from "./rise-presets.ts";

// Its stages, each with its part of the config.
export { chooseProblems, collect, collectSchema, type CollectConfig, type CollectOptions } from "./collect/index.ts";
export {
  improve,
  improveSchema,
  type ImproveConfig,
  type ImproveOptions,
  type ImproverOptions,
} from "./improve/index.ts";
export {
  effectiveSampleSize,
  expWeights,
  weight,
  weightSchema,
  type WeightConfig,
  type WeightedExamples,
} from "./weight/index.ts";
export { train, trainSchema, type TrainConfig, type TrainOptions } from "./train/index.ts";
export {
  chooseTestProblems,
  compareAll,
  compareWithin,
  evaluate,
  evaluateSchema,
  examine,
  smallestGain,
  type EvaluateConfig,
  type EvaluateOptions,
  type Examination,
  type ExamineOptions,
  type GainOptions,
  type MetricName,
} from "./evaluate/index.ts";

// The paper's nouns, and the one rollout.
export {
  gradedTurn,
  introspectionPresets,
  isDegenerate,
  isTruncated,
  loraSchema,
  mdpSchema,
  nextState,
  rewardOf,
  rollout,
  rolloutOptions,
  rolloutTurns,
  sampleMany,
  sampleOne,
  stateOf,
} from "./mdp/index.ts";
export type {
  Attempt,
  AttemptTokens,
  Example,
  Grade,
  IntrospectionPrompt,
  IterationTrajectory,
  LoraConfig,
  LoraOptions,
  MdpConfig,
  MdpOptions,
  Message,
  Outcome,
  PastAttempt,
  Problem,
  RequestOptions,
  Rewards,
  RolloutOptions,
  Split,
  StateOptions,
  StopReason,
  Trajectory,
  Turn,
} from "./mdp/index.ts";

// The ports, and what may be put around one.
export { criticised, memoryRecord, recorded } from "./mdp/index.ts";
export type {
  AttemptLedger,
  CallUsage,
  Learner,
  LearnerOptions,
  ModelNote,
  Models,
  OptimStepOptions,
  PlannedStep,
  Policy,
  RunStore,
  SampleRequest,
  SamplingOptions,
  StageRecord,
  Task,
  Trainable,
  Trainer,
  TrainingCurve,
  TrainingFolders,
  TrainingPlan,
  TrainingProgress,
  TrainingRow,
  UsageLedger,
  UsageTotal,
} from "./mdp/index.ts";

// What a run reports.
export type {
  AttemptOutcome,
  Comparison,
  Estimate,
  Evaluation,
  Flow,
  FlowShares,
  FreshAtTurn,
  FreshFlow,
  Gathering,
  IterationRecord,
  ModelMetrics,
  ModelScores,
  OnProgress,
  ProblemOutcomes,
  ProgressEvent,
  RecipeComparison,
  RecipeFigures,
  RunSummary,
  SeedOutcomes,
  StageContext,
  TrainingRecord,
  Transcript,
  WeightsRecord,
} from "./mdp/index.ts";
export {
  BudgetReached,
  ConfigError,
  DamageError,
  DivergenceError,
  InfrastructureError,
  UnansweredError,
} from "./mdp/index.ts";
export { DiskError } from "./disk/index.ts";

// Tasks and their graders. `rise-lm/grade` has the grader alone.
export { equivalent, extractAnswer, grade } from "./grade/index.ts";
export {
  auditGolds,
  openTask,
  taskNames,
  taskSchema,
  type GoldAudit,
  type GoldFault,
  type TaskConfig,
  type TaskSurroundings,
} from "./tasks/index.ts";

// Runs on the disk.
export { openRun, readModelNote, readRun, type Recovery, type RunDirectory, type RunFault } from "./store/index.ts";

// A model that answers after several turns; the server is the verb `serve`.
export {
  think,
  type AnswerReader,
  type Question,
  type Strategy,
  type Thought,
  type ThoughtTurn,
  type Verdict,
  type VerifiedAttempt,
  type Verifier,
} from "./serve/index.ts";

// Models, and the verbs of the command line. `rise-lm/engine` has the embedded engine alone.
export {
  bench,
  collectFile,
  compareRuns,
  doctor,
  evaluateModel,
  examineModel,
  exportLog,
  exportModel,
  exportRunData,
  exportView,
  generate,
  gradeFile,
  improveFile,
  initConfig,
  loadRunConfig,
  logprobs,
  openEmbeddedEngine,
  openModels,
  plan,
  pretrainModel,
  pullName,
  recoverLog,
  report,
  run,
  runSchema,
  serve,
  trainFile,
  verifyLog,
  view,
  weightFile,
  type BenchOptions,
  type BenchResult,
  type CheckedModels,
  type CollectFileOptions,
  type ComparedRun,
  type CompareOptions,
  type ComparisonSummary,
  type EvaluateModelOptions,
  type ExaminationSummary,
  type ExportDataOptions,
  type ExportedDataFolder,
  type Exported,
  type ExportedLog,
  type ExportedView,
  type ExportLogOptions,
  type ExportOptions,
  type ExportViewOptions,
  type GenerateOptions,
  type GradeFileOptions,
  type ImproveFileOptions,
  type InitOptions,
  type InitOutcome,
  type LogOptions,
  type LogprobsOptions,
  type ModelNames,
  type ModelSurroundings,
  type OpenModels,
  type Plan,
  type PlanOptions,
  type PretrainOptions,
  type PullNameOptions,
  type ReportOptions,
  type WrittenReport,
  type RunConfig,
  type RunConfigInput,
  type RunConfigSource,
  type RunOptions,
  type RunOutcome,
  type ServeOptions,
  type ServedView,
  type ServersStatus,
  type ServingAt,
  type TrainedFile,
  type TrainFileOptions,
  type Verification,
  type ViewOptions,
  type WeightFileOptions,
} from "./cli/index.ts";
