import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../disk/index.ts";
import { z } from "zod";
import type { Companions } from "../../engine/index.ts";
import {
  createRng,
  InfrastructureError,
  seedOf,
  type Learner,
  type OptimStepOptions,
  type Policy,
  type TrainingProgress,
  type TrainingRow,
} from "../../mdp/index.ts";
import type { Rendering } from "../embedded/rendering.ts";
import { trainingRow } from "../embedded/training-row.ts";
import { advantageDatum, inParts, lossWeights, maskedDatum, weightedDatum } from "./datum.ts";
import { Journal } from "./journal.ts";
import type { RemoteModel } from "./remote-model.ts";
import { resample } from "./resample.ts";
import { writePointer } from "./tinker-folder.ts";
import type { Estimator } from "./tinker-schema.ts";
import type { Datum, LossName } from "./wire/index.ts";

/** A model on a server, and what is known of it here. */
interface TinkerLearnerOptions extends Rendering {
  readonly name: string;
  readonly model: RemoteModel;
  readonly companions: Companions;
  readonly baseModel: string;
  readonly maxTokens: number;
  readonly requestTokens: number;
  readonly estimator: Estimator;
  readonly seed: number;
  /** Opens a policy over saved weights. */
  readonly openSampler: (samplerPath: string) => Promise<Policy>;
  readonly close: () => Promise<void>;
}

const stateFile = "tinker-state.json";

interface SavedState {
  readonly checkpoint: string;
  readonly place: { readonly session: string; readonly model: string; readonly seqId: number };
  readonly progress: TrainingProgress;
}

/** A learner whose weights are on a Tinker server. */
export function tinkerLearner(options: TinkerLearnerOptions): Learner {
  const { name, model, renderer, maxTokens, companions, baseModel, close } = options;
  const gradient = gradientOf(options);
  let journal: Journal | undefined;
  const keepJournal = (folder: string): void => {
    if (journal !== undefined) return;
    journal = new Journal(folder);
    model.journal = journal;
  };
  return {
    name,
    maxTokens,
    estimator: options.estimator,
    row: (example) => trainingRow(example, renderer, maxTokens),
    forwardBackward: (rows, scale) => gradient.add(rows, scale),
    optimStep: (step) => gradient.step(step),
    async saveWeights(folder) {
      const { seqId } = model.place;
      const weightsPath = await model.saveCheckpoint(`rise-weights-${seqId}`);
      const samplerPath = await model.saveForSampler(`rise-sampler-${seqId}`);
      writePointer(folder, companions, { url: model.session.service.url, baseModel, samplerPath, weightsPath });
    },
    async saveState(folder, progress) {
      keepJournal(folder);
      const checkpoint = await model.saveCheckpoint(`rise-${progress.plan.replaceAll(/\W/g, "")}-${progress.step}`);
      const state: SavedState = { checkpoint, place: model.place, progress };
      writeFileWhole(join(folder, stateFile), JSON.stringify(state));
    },
    async loadState(folder) {
      const path = join(folder, stateFile);
      const state = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as SavedState) : undefined; // written whole by saveState
      keepJournal(folder);
      if (state !== undefined) await model.restore(state.checkpoint, state.place);
      return state?.progress;
    },
    sampler: async () => options.openSampler(await model.saveForSampler(`rise-sampler-${model.place.seqId}`)),
    async close() {
      journal?.close();
      await model.unload();
      await close();
    },
  };
}

interface Gradient {
  add(rows: readonly TrainingRow[], scale: number): Promise<{ readonly loss: number }>;
  step(options: OptimStepOptions): Promise<{ readonly gradNorm: number }>;
}

/** The weighted gradient, by the estimator that the server gives. */
function gradientOf({ model, estimator, requestTokens, seed }: TinkerLearnerOptions): Gradient {
  /** Of the rows drawn since the last step: the server's gradient is the weighted one divided by this. */
  let unit = 1;
  let draws = 0;
  const logprobsOf = async (
    data: readonly Datum[],
    loss: LossName,
    forwardOnly = false,
  ): Promise<readonly (readonly number[])[]> => {
    const outputs = await model.forwardBackward(inParts(data, requestTokens), loss, forwardOnly);
    const logprobs = outputs.flatMap((output) => output.logprobs);
    if (data.every(({ tokens }, i) => logprobs[i]?.length === tokens.length)) return logprobs;
    throw new InfrastructureError(
      `${model.session.service.url} must answer ${loss} with the log-probability of every target, got another number of them; ` +
        "does it withhold them?",
    );
  };
  const weighted = (rows: readonly TrainingRow[], scale: number): readonly Datum[] =>
    rows.map((row) => weightedDatum(row, scale));
  return {
    async add(rows, scale) {
      if (estimator === "weights")
        return { loss: lossOf(rows, scale, await logprobsOf(weighted(rows, scale), "cross_entropy")) };
      const logprobs = await logprobsOf(weighted(rows, scale), "cross_entropy", true);
      if (estimator === "importanceSampling") {
        await logprobsOf(
          rows.map((row, i) => advantageDatum(row, scale, logprobs[i] ?? [])),
          "importance_sampling",
        );
      } else {
        const drawn = resample(rows, createRng(seedOf(seed, "resample", draws++)));
        unit = drawn.unit * scale;
        await logprobsOf(drawn.rows.map(maskedDatum), "cross_entropy");
      }
      return { loss: lossOf(rows, scale, logprobs) };
    },
    async step({ learningRate, beta1, beta2, epsilon, weightDecay, maxGradNorm }) {
      const metrics = await model.optimStep({
        learning_rate: learningRate,
        beta1,
        beta2,
        eps: epsilon / unit,
        weight_decay: weightDecay,
        grad_clip_norm: maxGradNorm / unit,
      });
      const gradNorm = unit * gradNormIn(metrics);
      unit = 1;
      return { gradNorm };
    },
  };
}

/** Sum over rows and tokens of weight * NLL, in nats. */
function lossOf(rows: readonly TrainingRow[], scale: number, logprobs: readonly (readonly number[])[]): number {
  const rowLoss = (row: TrainingRow, i: number): number =>
    lossWeights(row, scale).reduce(
      (sum, weight, t) => (weight === 0 ? sum : sum - weight * (logprobs[i]?.[t] ?? Number.NaN)),
      0,
    );
  return rows.reduce((sum, row, i) => sum + rowLoss(row, i), 0);
}

/** The norm before clipping, by whichever name the server has for it; NaN where it does not say. */
function gradNormIn(metrics: Readonly<Record<string, number>>): number {
  const named = Object.entries(metrics).find(([name]) => /grad.*norm/i.test(name));
  return z.number().catch(Number.NaN).parse(named?.[1]);
}
