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
/** Of so many batches the mean is no longer that of one hard example. */
const fewestSteps = 4;

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
 * Refuses weights that training has ruined, by a batch of its own before and after: another's loss may be far off without any fault.
 *
 * @param step whose batch it is, counted from 0
 * @param losses of that batch, before the step's update and after the last one
 * @throws DivergenceError
 */
export function refuseRuined(plan: TrainingPlan, step: number, losses: BeforeAndAfter): void {
  const [before, after] = [meanNll(plan, step, losses.before), meanNll(plan, step, losses.after)];
  if (after <= Math.min(guessingNats, before + ruinedNats)) return; // false for what is not a number
  throw new DivergenceError(
    `training diverged: a token of the batch of step ${step + 1} of ${plan.steps.length} cost ${shown(before)} nats before that step and ` +
      `costs ${shown(after)} after the last one` +
      cure(plan),
  );
}

/** A batch's loss. */
interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
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

/** What the user should know of a training that ended: that its second half lost more than its first step. */
export function divergenceNote(plan: TrainingPlan, curve: TrainingCurve): string | undefined {
  const { first, later } = course(plan, curve);
  if (!(later > first + worseNats)) return undefined;
  return `training made the model worse at what it was trained on: ${costs(first, later)}${cure(plan)}`;
}

/** Whether the second half of a training's steps lost far more than the first: that may be its batches' own difference. */
export function endedFarWorse(plan: TrainingPlan, curve: TrainingCurve): boolean {
  const { first, later } = course(plan, curve);
  return later > first + ruinedNats;
}

/**
 * Refuses a training by its curve alone, where a trainer elsewhere scores no batch twice.
 *
 * @throws DivergenceError if any of its steps ran away, or if it ended far worse, over more steps than a few hard batches take
 */
export function refuseCurve(plan: TrainingPlan, curve: TrainingCurve): void {
  for (const [step, loss] of curve.losses.entries()) refuseRunaway(plan, step, loss);
  const { first, later, steps } = course(plan, curve);
  if (steps < fewestSteps || !endedFarWorse(plan, curve)) return;
  throw new DivergenceError(`training diverged: ${costs(first, later)}${cure(plan)}`);
}

/** A token's nats at the first step, and the mean of those at the steps of the second half. */
function course(
  plan: TrainingPlan,
  { losses }: TrainingCurve,
): { readonly first: number; readonly later: number; readonly steps: number } {
  const nats = losses.map((loss, step) => meanNll(plan, step, loss));
  const [first = 0] = nats;
  const half = nats.slice(Math.ceil(nats.length / 2));
  return { first, later: half.reduce((sum, each) => sum + each, 0) / half.length, steps: half.length };
}

const costs = (first: number, later: number): string =>
  `a token cost ${shown(first)} nats at the first step and ${shown(later)} in the second half of them`;

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
