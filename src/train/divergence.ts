import { DivergenceError, type TrainingCurve, type TrainingPlan } from "../mdp/index.ts";

/** No vocabulary has e^20 tokens: whoever loses more nats a token than this predicts worse than by guessing. */
const guessingNats = 20;
/** How far a loss may rise from where it began, and still be called noise of the batches. */
const ruinedNats = 5;
/** Nats a token: what costs less is known by heart, and has no gradient that a number holds. */
const leastToLearn = 0.01;
/** A weighted loss: one of less, whose rows weigh next to nothing, has none either. */
const leastLoss = 1e-6;
/** From where on the user is told. */
const worseNats = 1;

/**
 * Refuses a step whose loss says that the weights have run away: no later step brings them back.
 *
 * @param step counted from 0
 * @throws DivergenceError
 */
export function refuseRunaway(plan: TrainingPlan, step: number, loss: number): void {
  const nats = meanNll(plan, step, loss);
  if (nats <= guessingNats) return; // false for what is not a number
  throw new DivergenceError(
    `training diverged at step ${step + 1} of ${plan.steps.length}: a token costs ${shown(nats)} nats, more than guessing does` +
      cure(plan),
  );
}

/**
 * Refuses weights that the last step has ruined, by its own batch: another's loss may be far off without any fault.
 *
 * @param losses the last step's batch, before and after its update
 * @throws DivergenceError
 */
export function refuseRuined(plan: TrainingPlan, losses: { readonly before: number; readonly after: number }): void {
  const step = plan.steps.length - 1;
  const [before, after] = [meanNll(plan, step, losses.before), meanNll(plan, step, losses.after)];
  if (after <= Math.min(guessingNats, before + ruinedNats)) return; // false for what is not a number
  throw new DivergenceError(
    `training diverged at its last step, ${step + 1}: a token of its batch cost ${shown(before)} nats before it and costs ${shown(after)} after it` +
      cure(plan),
  );
}

/**
 * Refuses weights on which nothing depends any more: grown until a norm overflows, they give the same guess for everything, and
 * a gradient of exactly 0 where there is something to learn.
 *
 * @param gradNorm not a number where a server does not say
 * @throws DivergenceError
 */
export function refuseDead(plan: TrainingPlan, step: number, loss: number, gradNorm: number): void {
  const nats = meanNll(plan, step, loss);
  if (gradNorm !== 0 || nats < leastToLearn || loss < leastLoss) return;
  throw new DivergenceError(
    `training diverged by step ${step + 1} of ${plan.steps.length}: a token costs ${shown(nats)} nats and its gradient is exactly 0, for the weights have overflowed` +
      cure(plan),
  );
}

/** A learner's refusal of a gradient that is not finite, with the step and the cure; any other error as it is. */
export function asDivergence(plan: TrainingPlan, step: number, error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "TrainingError") return error;
  const at = `training diverged at step ${step + 1} of ${plan.steps.length}`;
  return new DivergenceError(`${at}: ${error.message}${cure(plan)}`, { cause: error });
}

/**
 * Looks at a whole training.
 *
 * @returns what the user should know, if anything
 * @throws DivergenceError if its steps have run away, or the second half of them lost far more than the first step
 */
export function divergenceNote(plan: TrainingPlan, { losses }: TrainingCurve): string | undefined {
  for (const [step, loss] of losses.entries()) refuseRunaway(plan, step, loss);
  const nats = losses.map((loss, step) => meanNll(plan, step, loss));
  const [first = 0] = nats;
  const half = nats.slice(Math.ceil(nats.length / 2));
  const last = half.reduce((sum, each) => sum + each, 0) / half.length;
  if (half.length === 0 || last <= first + worseNats) return undefined;
  const what = `a token cost ${shown(first)} nats at the first step and ${shown(last)} in the second half of them`;
  if (last > first + ruinedNats) throw new DivergenceError(`training diverged: ${what}${cure(plan)}`);
  return `training made the model worse at what it was trained on: ${what}${cure(plan)}`;
}

/** The mean over a step's batch of a token's NLL, in nats: the loss without its weights. */
function meanNll({ steps, rows }: TrainingPlan, step: number, loss: number): number {
  const planned = steps[step];
  const weights = planned?.batch.flatMap((place) => rows[place]?.weights ?? []) ?? [];
  return loss / ((planned?.scale ?? 1) * weights.reduce((sum, weight) => sum + weight, 0));
}

function cure({ steps }: TrainingPlan): string {
  const rate = steps.reduce((most, { optimizer }) => Math.max(most, optimizer.learningRate), 0);
  return `; lower train.learningRate (${rate} at its highest; the authors' value for 7B models is 1e-5) and train again`;
}

const shown = (nats: number): string => (nats < 100 ? nats.toFixed(2) : nats.toPrecision(3));
