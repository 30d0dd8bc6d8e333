import { strataOf } from "../../src/evaluate/index.ts";
import { additions, additionTask, memoryStore, toyModels, type ToyFile } from "../../src/mdp/testing/index.ts";
import type { ReportInput } from "../../src/report/index.ts";
import { riseSchema } from "../../src/rise-schema.ts";
import { rise } from "../../src/rise.ts";

const base = "models/toy";
const teacher = { first: 3, afterWrong: 3, afterRight: 4 };

/** A report's input from a run of the whole method on toy models, which learn to keep right answers and to repair wrong ones. */
export async function toyRun(): Promise<ReportInput> {
  const disk = new Map<string, ToyFile>([[base, { weights: { first: -0.2, afterWrong: -0.4, afterRight: 0.6 } }]]);
  const config = riseSchema.parse({
    seed: 17,
    iterations: 2,
    mdp: { attemptsInView: 1 },
    collect: { turns: 2, afterSuccess: "continue" },
    improve: { by: "distill", states: "every" },
    train: { learningRate: 0.5, batchExamples: 32, epochs: 2 },
    evaluate: { seeds: 2 },
  });
  const task = additionTask({ train: additions(400, "train"), test: additions(200, "test") });
  const result = await rise({ task, base, models: toyModels(disk, teacher), store: memoryStore(), config });
  const [first, last] = [result.evaluations[0], result.evaluations.at(-1)];
  return {
    title: "rise-distill on addition",
    version: "0.0.0",
    evaluations: result.evaluations,
    comparisons: result.comparisons,
    strata: first === undefined || last === undefined ? [] : strataOf(first, last),
    iterations: result.iterations,
    seed: config.seed,
    config,
    digest: "0123456789abcdef",
    notes: ["A toy model, for tests."],
  };
}
