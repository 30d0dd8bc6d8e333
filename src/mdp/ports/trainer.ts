import type { StageContext } from "../progress.ts";
import type { OptimStepOptions, Trainable, TrainingRow } from "./learner.ts";

/** All that a training run does, as data, known before its first step: whoever carries it out ends at the same weights. */
export interface TrainingPlan {
  /** Identifies the plan: equal rows, weights, order and settings. */
  readonly id: string;
  /** shape [N]: every row once. */
  readonly rows: readonly TrainingRow[];
  readonly steps: readonly PlannedStep[];
  /** How often the whole state is saved, to resume from. */
  readonly saveEverySteps: number;
}

/** One optimizer step: the gradient of `scale * sum over rows and tokens of weight * NLL`, clipped, then AdamW. */
export interface PlannedStep {
  /** Places in the plan's `rows`. */
  readonly batch: readonly number[];
  readonly scale: number;
  readonly optimizer: OptimStepOptions;
}

/** The course of a training run. */
export interface TrainingCurve {
  /** shape [steps]: each step's loss, in nats. */
  readonly losses: readonly number[];
  /** shape [steps]: each step's gradient norm before clipping. */
  readonly gradNorms: readonly number[];
}

/** Where a training run leaves what it makes. */
export interface TrainingFolders {
  /** For the state to resume from, and for whatever belongs to the job. */
  readonly stateFolder: string;
  /** For the trained model, a Hugging Face folder. */
  readonly modelFolder: string;
}

/** Port: trains a whole plan at once, elsewhere. Adapter: the hand-off to a Hugging Face trainer. */
export interface Trainer extends Trainable {
  /**
   * Carries the plan out from the starting weights and leaves the trained model in its folder, atomically (I6). Called
   * again with the same plan and folders, as a restarted run does, it finds what was begun: nothing is trained twice.
   *
   * @throws InfrastructureError if the training failed; call again to go on from its last saved state
   */
  fit(plan: TrainingPlan, folders: TrainingFolders, context: StageContext): Promise<TrainingCurve>;
}
