import { join } from "node:path";
import type { Example, Learner, Models, OptimStepOptions, TrainingProgress } from "../../../mdp/index.ts";
import { readPointer } from "../tinker-folder.ts";
import { tinkerModels } from "../tinker-models.ts";
import { tinkerSchema, type TinkerConfig } from "../tinker-schema.ts";
import { fastClock } from "./fast-clock.ts";

const sums = [
  [3, 4],
  [10, 5],
  [7, 7],
  [2, 9],
] as const;

/** Four examples of different lengths and weights. */
export const examples: readonly Example[] = sums.map(([a, b], i) => ({
  id: `1/sum-${i}/0#0`,
  trajectory: `1/sum-${i}/0`,
  turn: 0,
  iteration: 1,
  state: [{ role: "user", content: `What is ${a} + ${b}?` }],
  action: `${"so ".repeat(i)}${a} + ${b} = ${a + b}`,
  stop: "endOfTurn",
  reward: 1,
  weight: [1.5, 0.25, 1, 2][i] ?? 1,
}));

const optimizer: OptimStepOptions = {
  learningRate: 3e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradNorm: 1,
};

/** Opens the models of a server, impatiently. */
export function impatientModels(
  url: string,
  config: Partial<TinkerConfig> = {},
  note?: (line: string) => void,
): Models {
  const settings = { by: "tinker", url, baseModel: "small", estimator: "weights", requestTokens: 60, ...config };
  return tinkerModels(tinkerSchema.parse(settings), {
    environment: {},
    clock: fastClock(100),
    ...(note === undefined ? {} : { note }),
  });
}

/** Takes steps up to and without `until`, saving the state after those named; @returns the losses of the steps taken */
export async function takeSteps(
  learner: Learner,
  {
    from,
    until,
    saveAfter = [],
    folder,
  }: { readonly from: number; readonly until: number; readonly saveAfter?: readonly number[]; readonly folder: string },
): Promise<readonly number[]> {
  const losses: number[] = [];
  const rows = examples.map((example) => learner.row(example));
  for (let step = from; step < until; step++) {
    losses.push((await learner.forwardBackward(rows, 1 / rows.length)).loss);
    await learner.optimStep(optimizer);
    const progress: TrainingProgress = { plan: "bench", step: step + 1, losses, gradNorms: losses };
    if (saveAfter.includes(step + 1)) await learner.saveState(folder, progress);
  }
  return losses;
}

/** The file of the weights that a pointer's folder stands for, among the server's checkpoints. */
export function weightsFileOf(folder: string, checkpoints: string): string {
  const path = readPointer(folder)?.samplerPath.replace("tinker://", "") ?? "";
  return join(checkpoints, path, "model.safetensors");
}
