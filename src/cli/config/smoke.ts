import type { RunConfig } from "./run-schema.ts";

/** The largest numbers of a smoke run: the whole loop, small enough to end within a minute. */
const most = {
  iterations: 2,
  problems: 32,
  testProblems: 24,
  samples: 4,
  epochs: 1,
  batchExamples: 16,
  /** AdamW's first steps are as long as the rate allows, whatever the gradient: a handful at a full rate only spoils a model. */
  learningRate: 2e-5,
  tokens: 200,
} as const;

/** A config shrunk so that the whole loop ends within a minute; what is smaller already stays. */
export function smoked(config: RunConfig): RunConfig {
  const { collect, improve, train, evaluate, mdp } = config;
  return {
    ...config,
    iterations: Math.min(config.iterations, most.iterations),
    mdp: { ...mdp, maxTokens: Math.min(mdp.maxTokens, most.tokens) },
    collect: { ...collect, problems: Math.min(collect.problems ?? Infinity, most.problems), samples: 1 },
    improve: { ...improve, samples: Math.min(improve.samples, most.samples) },
    train: {
      ...train,
      epochs: Math.min(train.epochs, most.epochs),
      batchExamples: Math.min(train.batchExamples, most.batchExamples),
      learningRate: Math.min(train.learningRate, most.learningRate),
      saveEverySteps: 1,
    },
    evaluate: { ...evaluate, problems: Math.min(evaluate.problems ?? Infinity, most.testProblems), seeds: 1 },
  };
}
