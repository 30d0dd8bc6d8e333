import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Learner, Policy, TrainingProgress, TrainingRow } from "../../mdp/index.ts";
import { embeddedPolicy } from "./embedded-policy.ts";
import type { EmbeddedModel } from "./open-engine.ts";
import { trainingRow } from "./training-row.ts";

const progressFile = "progress.json";

/** A learner over a model that the embedded engine holds; closing it closes the engine. */
export function embeddedLearner(model: EmbeddedModel): Learner {
  const { engine, renderer, maxTokens, name } = model;
  return {
    name,
    maxTokens,
    startDigest: () => engine.startDigest(),
    row: (example) => trainingRow(example, renderer, maxTokens),
    async forwardBackward(rows, scale) {
      const { loss } = await engine.forwardBackward(rows.map((row) => scaled(row, scale)));
      return { loss };
    },
    optimStep: (options) => engine.optimStep(options),
    saveWeights: (folder) => engine.saveWeights(folder),
    saveState: (folder, progress) => engine.saveState(folder, new Map([[progressFile, JSON.stringify(progress)]])),
    async loadState(folder) {
      return (await engine.loadState(folder)) ? readProgress(folder) : undefined;
    },
    sampler: () => samplerOf(model),
    close: () => engine.close(),
  };
}

function scaled({ id, tokens, weights }: TrainingRow, scale: number): TrainingRow {
  return { id, tokens, weights: weights.map((weight) => weight * scale) };
}

/** It lives as long as the learner, whose engine it shares. */
async function samplerOf(model: EmbeddedModel): Promise<Policy> {
  return embeddedPolicy(model, await model.engine.digest(), () => Promise.resolve());
}

function readProgress(folder: string): TrainingProgress {
  return JSON.parse(readFileSync(join(folder, progressFile), "utf8")) as TrainingProgress; // written by saveState, in one piece with the state
}
