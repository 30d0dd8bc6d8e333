import type {
  Example,
  Learner,
  StageContext,
  Trainer,
  TrainingCurve,
  TrainingPlan,
  TrainingRecord,
} from "../mdp/index.ts";
import { curveNote, refuseCurve } from "./divergence.ts";
import { takeSteps } from "./take-steps.ts";
import { planTraining, type PlanOptions } from "./training-plan.ts";

/** How to train, and where to keep what it makes. */
export interface TrainOptions extends PlanOptions {
  /** Folder for the state to resume from; absent: nothing is saved on the way. */
  readonly stateFolder?: string;
  /** Folder for the trained model; absent: its weights stay in the learner. */
  readonly modelFolder?: string;
}

/**
 * Minimises the sum over examples of w * mean NLL of the action's tokens, by AdamW under a cosine. What it will do is planned
 * first; a learner then takes the plan's steps one by one, a trainer is handed the whole plan. Interrupted, it throws; called
 * again with the same examples, options and folders it goes on and ends with the same weights.
 *
 * @param model stands at the starting model's weights
 * @throws ConfigError naming the example that cannot be trained on, or a state that belongs to another training
 * @throws DivergenceError if the loss runs away: no model is made of such weights
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.3
 */
export async function train(
  model: Learner | Trainer,
  examples: readonly Example[],
  options: TrainOptions,
  context: StageContext = {},
): Promise<TrainingRecord> {
  const { stateFolder, modelFolder, ...settings } = options;
  const plan = planTraining(model, examples, settings, context);
  const { losses, gradNorms } = await carryOut(model, plan, { stateFolder, modelFolder }, context);
  const { estimator } = model;
  const record = { examples: examples.length, steps: plan.steps.length, losses, gradNorms };
  return estimator === undefined ? record : { ...record, estimator };
}

interface Folders {
  readonly stateFolder: string | undefined;
  readonly modelFolder: string | undefined;
}

async function carryOut(
  model: Learner | Trainer,
  plan: TrainingPlan,
  { stateFolder, modelFolder }: Folders,
  context: StageContext,
): Promise<TrainingCurve> {
  if (!("fit" in model)) {
    const curve = await takeSteps(model, plan, stateFolder, context);
    if (modelFolder !== undefined) await model.saveWeights(modelFolder);
    return curve;
  }
  if (stateFolder === undefined || modelFolder === undefined) {
    throw new Error(`trainer ${model.name} must be given a stateFolder and a modelFolder, got none`);
  }
  const curve = await model.fit(plan, { stateFolder, modelFolder }, context);
  refuseCurve(plan, curve);
  const told = curveNote(plan, curve);
  if (told !== undefined) context.note?.(told);
  return curve;
}
