import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { modelFolder } from "../../policies/config.ts";
import type { RunConfig } from "./run-schema.ts";

/** The largest numbers of a smoke run. */
interface Limits {
  readonly iterations: number;
  readonly problems: number;
  readonly testProblems: number;
  readonly turns: number;
  readonly samples: number;
  readonly epochs: number;
  readonly batchExamples: number;
  readonly learningRate: number;
  readonly tokens: number;
}

/** The whole loop on a model of a few million parameters, small enough to end within a minute. */
const limits: Limits = {
  iterations: 2,
  problems: 32,
  testProblems: 24,
  samples: 4,
  epochs: 1,
  batchExamples: 16,
  /** AdamW's first steps are as long as the rate allows, whatever the gradient: a handful at a full rate only spoils a model. */
  learningRate: 2e-5,
  tokens: 200,
  turns: Infinity,
};

/** The same on a model of a hundred million parameters and more. */
const limitsOfLarge: Limits = {
  ...limits,
  iterations: 1,
  problems: 4,
  testProblems: 4,
  turns: 2,
  samples: 2,
  batchExamples: 4,
  tokens: 48,
};

const largeBytes = 60e6;

/** Whether the embedded engine has a model to work at that takes long, by the bytes of its weights. */
function isLarge({ model, teacher, rollouts }: RunConfig): boolean {
  const embedded = [rollouts === undefined ? model : undefined, typeof teacher === "string" ? teacher : undefined];
  return embedded.some((name) => name !== undefined && weightBytes(modelFolder(name)) > largeBytes);
}

/** Of a folder's weights or of one file; 0 where there are none yet, as of a model that is still to be pulled. */
function weightBytes(path: string): number {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  const files = readdirSync(path).filter((name) => name.endsWith(".safetensors"));
  return files.reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

/** A config shrunk so that the whole loop ends within about a minute; what is smaller already stays. */
export function smoked(config: RunConfig): RunConfig {
  return shrunk(config, isLarge(config) ? limitsOfLarge : limits);
}

function shrunk(config: RunConfig, limits: Limits): RunConfig {
  const { collect, improve, train, evaluate, mdp } = config;
  return {
    ...config,
    iterations: Math.min(config.iterations, limits.iterations),
    mdp: { ...mdp, maxTokens: Math.min(mdp.maxTokens, limits.tokens) },
    collect: { ...collect, problems: Math.min(collect.problems ?? Infinity, limits.problems), samples: 1 },
    improve: {
      ...improve,
      samples: Math.min(improve.samples, limits.samples),
      teacherSamples: Math.min(improve.teacherSamples, limits.samples),
    },
    train: {
      ...train,
      epochs: Math.min(train.epochs, limits.epochs),
      batchExamples: Math.min(train.batchExamples, limits.batchExamples),
      learningRate: Math.min(train.learningRate, limits.learningRate),
      saveEverySteps: 1,
    },
    evaluate: {
      ...evaluate,
      problems: Math.min(evaluate.problems ?? Infinity, limits.testProblems),
      turns: Math.min(evaluate.turns, limits.turns),
      seeds: 1,
    },
  };
}
