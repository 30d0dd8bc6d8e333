import { ConfigError, type TrainingRow } from "../../mdp/index.ts";
import { advantageDatum, weightedDatum } from "./datum.ts";
import type { RemoteModel } from "./remote-model.ts";
import type { Estimator } from "./tinker-schema.ts";
import type { Datum } from "./wire/index.ts";

/** The result of a probe: the estimator to use, and what was measured, in words. */
export interface ProbeResult {
  readonly estimator: Estimator;
  readonly finding: string;
}

/** A quarter of the weight must have a quarter of the effect. */
const lighter = 0.25;
/** Smaller movements are rounding. */
const noiseNats = 1e-3;
/** How far a step may move a row's log-probability: far enough to be seen in bfloat16, little enough to be linear. */
const wantedEffectNats = 0.2;
const maxTrials = 12;
/** With this epsilon and no momentum AdamW takes plain gradient steps of lr / epsilon, which show a gradient's size. */
const epsilon = 1e6;

/**
 * Finds out whether a server honours graded loss weights, on a scratch model: takes a gradient step on one row at full weight and
 * one at a quarter, and compares how far the row's log-probability moves. A server that drops weights, makes them a mask or normalises
 * them moves it as far both times. Then the same for the importance-sampling loss, whose advantages may stand in for weights.
 *
 * @param openScratch opens a model at the starting weights; a row that was trained on shows little
 * @param row a short row with weight 1 on each token of its action
 * @throws ConfigError if no step moves anything, or the answer is neither yes nor no
 */
export async function probeWeights(openScratch: () => Promise<RemoteModel>, row: TrainingRow): Promise<ProbeResult> {
  const onScratch = async (by: "weights" | "importanceSampling"): Promise<Share> => {
    const model = await openScratch();
    return shareOfEffect(model, row, by).finally(() => model.unload());
  };
  const weights = await onScratch("weights");
  if (weights.isHonoured) return { estimator: "weights", finding: weights.finding };
  const advantages = await onScratch("importanceSampling").catch(refused);
  const finding = `${weights.finding}; ${advantages.finding}`;
  return { estimator: advantages.isHonoured ? "importanceSampling" : "resampling", finding };
}

/** A server without that loss blames the request. */
function refused(error: unknown): Share {
  if (!(error instanceof ConfigError)) throw error;
  return { isHonoured: false, finding: `importance_sampling does not serve: ${error.message}` };
}

interface Share {
  readonly isHonoured: boolean;
  readonly finding: string;
}

async function shareOfEffect(
  model: RemoteModel,
  row: TrainingRow,
  by: "weights" | "importanceSampling",
): Promise<Share> {
  const stepSize = await usableStepSize(model, row, by);
  const effects = [];
  for (const scale of [1, lighter, 1]) effects.push(await effectOf(model, row, by, scale, stepSize));
  const [before = 0, light = 0, after = 0] = effects;
  const share = light / ((before + after) / 2); // the mean takes the drift of the weights out
  const what = by === "weights" ? "weights" : "advantages";
  const finding = `${what} of ${lighter} had ${share.toFixed(2)} of the effect of 1`;
  if (share > 0.1 && share < 0.45) return { isHonoured: true, finding: `${finding}: honoured` };
  if (share > 0.7) return { isHonoured: false, finding: `${finding}: not honoured` };
  throw new ConfigError(
    `the server's use of loss ${what} must show as a share near ${lighter} or near 1, got ${share.toFixed(2)}; ` +
      "set trainer.estimator to weights, importanceSampling or resampling, as its documentation says",
  );
}

/** A step size that moves the row by about the wanted effect. */
async function usableStepSize(
  model: RemoteModel,
  row: TrainingRow,
  by: "weights" | "importanceSampling",
): Promise<number> {
  let stepSize = 1e-6;
  for (let trial = 0; trial < maxTrials; trial++) {
    const effect = await effectOf(model, row, by, 1, stepSize);
    if (effect > wantedEffectNats / 3 && effect < wantedEffectNats * 3) return stepSize;
    if (effect < -noiseNats) stepSize /= 30; // so far that it overshot
    else stepSize *= effect > noiseNats ? Math.min(30, wantedEffectNats / effect) : 30;
  }
  throw new ConfigError(
    `no gradient step of ${maxTrials} sizes moved the probe's row as far as wanted; does the server train at all? ` +
      "Set trainer.estimator to continue without the probe",
  );
}

/** How far one gradient step moves the row's log-probability, in nats. */
async function effectOf(
  model: RemoteModel,
  row: TrainingRow,
  by: "weights" | "importanceSampling",
  scale: number,
  stepSize: number,
): Promise<number> {
  const before = await logprobsOf(model, row);
  const datum: Datum = by === "weights" ? weightedDatum(row, scale) : advantageDatum(row, scale, before);
  await model.forwardBackward([[datum]], by === "weights" ? "cross_entropy" : "importance_sampling");
  await model.optimStep({
    learning_rate: stepSize * epsilon,
    beta1: 0,
    beta2: 0,
    eps: epsilon,
    weight_decay: 0,
    grad_clip_norm: 0,
  });
  const after = await logprobsOf(model, row);
  return inLoss(row, after) - inLoss(row, before);
}

/** shape [T - 1] */
async function logprobsOf(model: RemoteModel, row: TrainingRow): Promise<readonly number[]> {
  const [output] = await model.forwardBackward([[weightedDatum(row, 1)]], "cross_entropy", true);
  return output?.logprobs[0] ?? [];
}

function inLoss({ weights }: TrainingRow, logprobs: readonly number[]): number {
  return logprobs.reduce((sum, logprob, t) => sum + ((weights[t + 1] ?? 0) > 0 ? logprob : 0), 0);
}
