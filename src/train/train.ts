import {
  ConfigError,
  countProgress,
  type Example,
  type Learner,
  type OptimStepOptions,
  type StageContext,
  type TrainingProgress,
} from "../mdp/index.ts";
import { learningRateFactor } from "./learning-rate.ts";
import { planTraining, type TrainingPlan } from "./training-plan.ts";
import type { TrainConfig } from "./train-schema.ts";

/** How to train, and where to keep the state. */
export interface TrainOptions extends TrainConfig {
  readonly seed: number;
  /** Folder for the state to resume from; absent: nothing is saved on the way. */
  readonly stateFolder?: string;
}

/** What training did. */
export interface TrainingRecord {
  readonly examples: number;
  readonly steps: number;
  /** shape [steps]: (1 / batchExamples) * sum of w * mean NLL over the step's batch, in nats. */
  readonly losses: readonly number[];
  /** shape [steps]: gradient norm before clipping. */
  readonly gradNorms: readonly number[];
}

/**
 * Minimises the sum over examples of w * mean NLL of the action's tokens, by AdamW under a cosine. Every example weighs the
 * same in a step whatever the size of its batch. Interrupted, it saves its state and throws; called again with the same
 * examples, options and folder it goes on from there and ends with the same weights.
 *
 * @param learner stands at the starting model's weights; ends at the trained ones
 * @throws ConfigError naming the example that cannot be trained on, or a state that belongs to another training
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.3
 */
export async function train(
  learner: Learner,
  examples: readonly Example[],
  options: TrainOptions,
  context: StageContext = {},
): Promise<TrainingRecord> {
  const { stateFolder, ...settings } = options;
  const plan = planTraining(learner, examples, settings);
  const steps = plan.batches.length;
  let progress = await resume(learner, plan, stateFolder);
  const advance = countProgress(context, "train", steps, progress.step);
  while (progress.step < steps) {
    if (context.signal?.aborted === true) await save(learner, stateFolder, progress);
    context.signal?.throwIfAborted();
    progress = await trainStep(learner, plan, progress, options);
    advance({ loss: progress.losses.at(-1) ?? 0 });
    if (progress.step % options.saveEverySteps === 0) await save(learner, stateFolder, progress);
  }
  return { examples: examples.length, steps, losses: progress.losses, gradNorms: progress.gradNorms };
}

async function trainStep(
  learner: Learner,
  plan: TrainingPlan,
  { step, losses, gradNorms }: TrainingProgress,
  options: TrainOptions,
): Promise<TrainingProgress> {
  const { loss } = await learner.forwardBackward(plan.batches[step] ?? [], 1 / options.batchExamples);
  const { gradNorm } = await learner.optimStep(adamW(step, plan.batches.length, options));
  return { plan: plan.id, step: step + 1, losses: [...losses, loss], gradNorms: [...gradNorms, gradNorm] };
}

/** AdamW as the authors' trainer has it: PyTorch's defaults, gradients clipped to norm 1. */
function adamW(step: number, steps: number, options: TrainOptions): OptimStepOptions {
  const { learningRate, warmupShare, finalRateShare, weightDecay } = options;
  return {
    learningRate: learningRate * learningRateFactor(step, steps, warmupShare, finalRateShare),
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay,
    maxGradNorm: 1,
  };
}

async function resume(learner: Learner, plan: TrainingPlan, folder?: string): Promise<TrainingProgress> {
  const saved = folder === undefined ? undefined : await learner.loadState(folder);
  if (saved === undefined) return { plan: plan.id, step: 0, losses: [], gradNorms: [] };
  if (saved.plan === plan.id) return saved;
  throw new ConfigError(
    `the training state in ${folder} must be of this training (${plan.id}), got one of ${saved.plan}; ` +
      "its examples or settings differ: delete the folder to train afresh",
  );
}

async function save(learner: Learner, folder: string | undefined, progress: TrainingProgress): Promise<void> {
  if (folder !== undefined) await learner.saveState(folder, progress);
}
