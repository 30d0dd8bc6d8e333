import { ConfigError, seedOf, type Example, type Learner, type TrainingRow } from "../mdp/index.ts";
import { batchesOf } from "./batches.ts";
import type { TrainConfig } from "./train-schema.ts";

/** All that a training run will do, known before its first step: a resumed run goes on in the same plan. */
export interface TrainingPlan {
  /** Identifies the plan: equal examples, weights, order and settings. */
  readonly id: string;
  /** shape [steps], each the rows of one optimizer step */
  readonly batches: readonly (readonly TrainingRow[])[];
}

/**
 * Renders every example once and lays out the batches of all epochs. Examples of weight 0 teach nothing and are left out.
 *
 * @throws ConfigError naming the example that is too long or has nothing to train on (I5)
 */
export function planTraining(
  learner: Learner,
  examples: readonly Example[],
  options: TrainConfig & { readonly seed: number },
): TrainingPlan {
  const rows = examples
    .filter(({ weight }) => weight > 0)
    .map((example) => ({
      row: checkedRow(learner, example),
      trajectory: `${example.iteration}:${example.trajectory}`,
    }));
  if (rows.length === 0) throw new ConfigError("train needs at least one example of weight > 0, got none");
  const { epochs, batchExamples, seed } = options;
  const batches = Array.from({ length: epochs }, (_, epoch) => batchesOf(rows, batchExamples, epoch, seed)).flat();
  const settings = seedOf(JSON.stringify(options));
  const id = rows.reduce((hash, { row }) => seedOf(hash, row.id, row.tokens.join(), row.weights.join()), settings);
  return { id: id.toString(16), batches: batches.map((batch) => batch.map(({ row }) => row)) };
}

/** The learner's row, held to what training needs, whoever wrote the adapter. */
function checkedRow(learner: Learner, example: Example): TrainingRow {
  const row = learner.row(example);
  if (row.tokens.length > learner.maxTokens) {
    throw new ConfigError(
      `example ${row.id} must have at most ${learner.maxTokens} tokens, the model's limit, got ${row.tokens.length}; ` +
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
