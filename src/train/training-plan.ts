import {
  ConfigError,
  countProgress,
  seedOf,
  type Example,
  type OptimStepOptions,
  type StageContext,
  type Trainable,
  type TrainingPlan,
  type TrainingRow,
} from "../mdp/index.ts";
import { batchesOf } from "./batches.ts";
import { learningRateFactor } from "./learning-rate.ts";
import type { TrainConfig } from "./train-schema.ts";

/** What a plan depends on besides the examples. */
export interface PlanOptions extends TrainConfig {
  readonly seed: number;
}

/** From here on rendering them takes long enough to be shown. */
const manyExamples = 10_000;

/**
 * Renders every example once and lays out the steps of all epochs. Examples of weight 0 teach nothing and are left out.
 * Every example weighs the same in its step whatever the size of its batch.
 *
 * @throws ConfigError naming the example that is too long or has nothing to train on (I5)
 */
export function planTraining(
  model: Trainable,
  examples: readonly Example[],
  options: PlanOptions,
  context: StageContext = {},
): TrainingPlan {
  const weighty = examples.filter(({ weight }) => weight > 0);
  if (weighty.length === 0) throw new ConfigError("train needs at least one example of weight > 0, got none");
  const advance = weighty.length < manyExamples ? undefined : countProgress(context, "encode", weighty.length);
  const rows = weighty.map((example) => {
    const row = checkedRow(model, example);
    advance?.();
    return row;
  });
  const { epochs, batchExamples, seed, saveEverySteps } = options;
  const places = weighty.map(({ iteration, trajectory }, place) => ({
    place,
    trajectory: `${iteration}:${trajectory}`,
  }));
  const batches = Array.from({ length: epochs }, (_, epoch) => batchesOf(places, batchExamples, epoch, seed)).flat();
  const steps = batches.map((batch, step) => ({
    batch: batch.map(({ place }) => place),
    scale: 1 / batchExamples,
    optimizer: adamW(step, batches.length, options),
  }));
  return { id: planId(rows, options), rows, steps, saveEverySteps };
}

function planId(rows: readonly TrainingRow[], options: PlanOptions): string {
  const settings = seedOf(JSON.stringify(options));
  return rows
    .reduce((hash, { id, tokens, weights }) => seedOf(hash, id, tokens.join(), weights.join()), settings)
    .toString(16);
}

/** AdamW as the authors' trainer has it: PyTorch's defaults, gradients clipped to norm 1. */
function adamW(step: number, steps: number, options: TrainConfig): OptimStepOptions {
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

/** The model's row, held to what training needs, whoever wrote the adapter. */
function checkedRow(model: Trainable, example: Example): TrainingRow {
  const row = model.row(example);
  if (row.tokens.length > model.maxTokens) {
    throw new ConfigError(
      `example ${row.id} must have at most ${model.maxTokens} tokens, the model's limit, got ${row.tokens.length}; ` +
        "lower mdp.maxTokens or mdp.attemptsInView",
    );
  }
  if (row.weights.length !== row.tokens.length) {
    throw new Error(
      `example ${row.id} must have one weight per token, got ${row.weights.length} for ${row.tokens.length}`,
    );
  }
  if (!row.weights.some((weight) => weight > 0)) {
    throw new ConfigError(`example ${row.id} must have tokens to train on, got none: is its action empty?`);
  }
  return row;
}
