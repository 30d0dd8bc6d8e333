import { DivergenceError, type TrainingCurve, type TrainingPlan } from "../mdp/index.ts";

/**
 * No vocabulary has e^20 tokens: whoever loses more nats a token than this predicts worse than by guessing. A text that is nothing
 * like what a model was made of may cost so much before any training.
 */
const guessingNats = 20;
/** No text costs a model that works so much. */
const hopelessNats = 100;
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
 * Refuses a step whose loss says that the weights have run away: no later step brings them back. Of what costs less, only a batch that is
 * scored twice tells.
 *
 * @param step counted from 0
 * @throws DivergenceError
 */
export function refuseRunaway(plan: TrainingPlan, step: number, loss: number): void {
  const nats = meanNll(plan, step, loss);
  if (nats <= hopelessNats) return; // false for what is not a number
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
  const most = Math.max(before + worseNats, Math.min(guessingNats, before + ruinedNats));
  if (after <= most) return; // false for what is not a number
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

/**
 * What the user should know of a training that ended: that it unlearned the first step's batch.
 *
 * @param losses of that batch, before its step and after the last one
 */
export function unlearnedNote(plan: TrainingPlan, losses: BeforeAndAfter): string | undefined {
  const [before, after] = [meanNll(plan, 0, losses.before), meanNll(plan, 0, losses.after)];
  if (!(after > before + worseNats)) return undefined;
  return (
    "training made the model worse at what it was trained on: a token of the first step's batch cost " +
    `${shown(before)} nats before that step and costs ${shown(after)} after the last one${cure(plan)}`
  );
}

/** The same by the curve alone, where a trainer elsewhere scores no batch twice: the later batches may have been harder. */
export function curveNote(plan: TrainingPlan, curve: TrainingCurve): string | undefined {
  const { first, later } = course(plan, curve);
  if (!(later > first + worseNats)) return undefined;
  return `training may have made the model worse, or its later batches are harder: ${costs(first, later)}; if it is worse${cure(plan, ",")}`;
}

/** Whether the curve gives cause to score the first batch again: a later one cost far more, which may be the batches' own difference. */
export function isSuspect(plan: TrainingPlan, curve: TrainingCurve): boolean {
  const { first, later, highest } = course(plan, curve);
  return later > first + worseNats || highest > guessingNats;
}

/**
 * Refuses a training by its curve alone, where a trainer elsewhere scores no batch twice.
 *
 * @throws DivergenceError if any of its steps ran away, or if it ended far worse: over more steps than a few hard batches take, or than guessing
 */
export function refuseCurve(plan: TrainingPlan, curve: TrainingCurve): void {
  for (const [step, loss] of curve.losses.entries()) refuseRunaway(plan, step, loss);
  const { first, later, steps } = course(plan, curve);
  if (later <= first + ruinedNats || (steps < fewestSteps && later <= guessingNats) || steps === 0) return;
  throw new DivergenceError(`training diverged: ${costs(first, later)}${cure(plan)}`);
}

/** A token's nats at the steps of a training. */
interface Course {
  readonly first: number;
  readonly highest: number;
  /** The mean over the steps of the second half; not a number where there are none. */
  readonly later: number;
  /** Of the second half. */
  readonly steps: number;
}

function course(plan: TrainingPlan, { losses }: TrainingCurve): Course {
  const nats = losses.map((loss, step) => meanNll(plan, step, loss));
  const [first = 0] = nats;
  const half = nats.slice(Math.ceil(nats.length / 2));
  const later = half.reduce((sum, each) => sum + each, 0) / half.length;
  return { first, highest: nats.reduce((most, each) => Math.max(most, each), 0), later, steps: half.length };
}

const costs = (first: number, later: number): string =>
  `a token cost ${shown(first)} nats at the first step and ${shown(later)} in the second half of them`;

/** The mean over a step's batch of a token's NLL, in nats: the loss without its weights. */
function meanNll({ steps, rows }: TrainingPlan, step: number, loss: number): number {
  const planned = steps[step];
  const weights = planned?.batch.flatMap((place) => rows[place]?.weights ?? []) ?? [];
  return loss / ((planned?.scale ?? 1) * weights.reduce((sum, weight) => sum + weight, 0));
}

function cure({ steps }: TrainingPlan, before = ";"): string {
  const rate = steps.reduce((most, { optimizer }) => Math.max(most, optimizer.learningRate), 0);
  return `${before} lower train.learningRate (${rate} at its highest; the authors' value for 7B models is 1e-5) and train again`;
}

const shown = (nats: number): string => (nats < 100 ? nats.toFixed(2) : nats.toPrecision(3));
