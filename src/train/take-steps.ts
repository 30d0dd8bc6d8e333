import {
  ConfigError,
  countProgress,
  type Learner,
  type StageContext,
  type TrainingPlan,
  type TrainingProgress,
  type TrainingRow,
} from "../mdp/index.ts";
import { asDivergence, isSuspect, refuseDead, refuseRuined, refuseRunaway, unlearnedNote } from "./divergence.ts";

/**
 * Takes a plan's steps one by one, from where the folder's state stands. Interrupted, it saves its state and throws.
 *
 * @returns the whole curve, the steps of earlier processes included
 * @throws ConfigError if the state is another plan's
 * @throws DivergenceError if the loss runs away, after the last step too
 */
export async function takeSteps(
  learner: Learner,
  plan: TrainingPlan,
  stateFolder: string | undefined,
  context: StageContext,
): Promise<TrainingProgress> {
  const steps = plan.steps.length;
  let progress = await resume(learner, plan, stateFolder);
  const advance = countProgress(context, "train", steps, progress.step);
  while (progress.step < steps) {
    if (context.signal?.aborted === true) await save(learner, stateFolder, progress);
    context.signal?.throwIfAborted();
    progress = await takeStep(learner, plan, progress);
    advance({ loss: progress.losses.at(-1) ?? 0 });
    if (progress.step % plan.saveEverySteps === 0) await save(learner, stateFolder, progress);
  }
  await lookBack(learner, plan, progress, context);
  return progress;
}

/**
 * What a step does to the loss is seen by the step after it; after the last one its batch is scored once more. Where a later batch
 * lost far more than the first, that one is, too: the later ones may have been harder, without any fault.
 */
async function lookBack(
  learner: Learner,
  plan: TrainingPlan,
  progress: TrainingProgress,
  { note }: StageContext,
): Promise<void> {
  const last = plan.steps.length - 1;
  for (const step of last > 0 && isSuspect(plan, progress) ? [0, last] : [last]) {
    const planned = plan.steps[step];
    if (planned === undefined) return;
    const { loss } = await learner.forwardBackward(rowsOf(plan, planned), planned.scale);
    const losses = { before: progress.losses[step] ?? 0, after: loss };
    refuseRuined(plan, step, losses);
    const unlearned = step === 0 ? unlearnedNote(plan, losses) : undefined;
    if (unlearned !== undefined) note?.(unlearned);
    const still = { ...planned.optimizer, learningRate: 0 }; // moves no weight, and forgets the gradient
    const { gradNorm } = await learner.optimStep(still).catch((error: unknown) => {
      throw asDivergence(plan, last, error);
    });
    if (step === last) refuseDead(plan, step, loss, gradNorm);
  }
}

const rowsOf = ({ rows }: TrainingPlan, { batch }: TrainingPlan["steps"][number]): readonly TrainingRow[] =>
  batch.flatMap((place) => rows[place] ?? []);

async function takeStep(learner: Learner, plan: TrainingPlan, progress: TrainingProgress): Promise<TrainingProgress> {
  const { step, losses, gradNorms } = progress;
  const planned = plan.steps[step];
  if (planned === undefined) throw new Error(`plan ${plan.id} has ${plan.steps.length} steps, asked for step ${step}`);
  const { loss } = await learner.forwardBackward(rowsOf(plan, planned), planned.scale);
  refuseRunaway(plan, step, loss);
  const { gradNorm } = await learner.optimStep(planned.optimizer).catch((error: unknown) => {
    throw asDivergence(plan, step, error);
  });
  refuseDead(plan, step, loss, gradNorm);
  return { plan: plan.id, step: step + 1, losses: [...losses, loss], gradNorms: [...gradNorms, gradNorm] };
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
