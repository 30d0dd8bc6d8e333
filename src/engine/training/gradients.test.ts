import { describe, expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import type { Weights64 } from "../../../test/float64-decoder.ts";
import { rowLogprobs } from "../../../test/float64-decoder.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import type { ModelConfig } from "../model/index.ts";
import type { WeightedRow } from "./index.ts";
import { createTrainer } from "./index.ts";

/** Turns that share a beginning, one row that is a whole beginning of another, and rows of their own. */
const rows: readonly WeightedRow[] = [
  { id: "turn 1", tokens: [1, 5, 2, 7, 3], weights: [0, 0, 0, 1.5, 0.5] },
  { id: "turn 2", tokens: [1, 5, 2, 7, 3, 9, 10, 4], weights: [0, 0, 0, 0, 0, 0, 0.25, 2] },
  { id: "another answer", tokens: [1, 5, 2, 8, 8, 3], weights: [0, 0, 0, 1, 1, -0.5] },
  { id: "unrelated", tokens: [4, 4, 6], weights: [0, 0.75, 0] },
  { id: "long", tokens: [0, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], weights: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0.1] },
];

function loss64(config: ModelConfig, weights: Weights64): number {
  return rows.reduce((total, row) => {
    const logprobs = rowLogprobs(config, weights, row.tokens);
    return logprobs.reduce((sum, logprob, i) => sum - (row.weights[i + 1] ?? 0) * logprob, total);
  }, 0);
}

/** d loss / d element for every element of a tensor, by central differences in double precision. */
function differences(config: ModelConfig, weights: Weights64, elements: Float64Array): number[] {
  const step = 1e-5;
  return Array.from(elements, (x, i) => {
    elements[i] = x + step;
    const above = loss64(config, weights);
    elements[i] = x - step;
    const below = loss64(config, weights);
    elements[i] = x;
    return (above - below) / (2 * step);
  });
}

describe.each([
  ["tied embeddings", tinyConfig],
  ["an output layer of its own", { ...tinyConfig, tieEmbeddings: false }],
  ["biases everywhere", { ...tinyConfig, queryKeyValueBias: true, attentionOutputBias: true, mlpBias: true }],
  ["norms of queries and keys", { ...tinyConfig, queryKeyNorm: true }],
  ["a window of 3 tokens in the second layer", { ...tinyConfig, window: { tokens: 3, layers: [1] } }],
])("with %s", (_, config) => {
  const weights = wildWeights(config, 3);
  const weights64 = new Map([...weights].map(([name, elements]) => [name, Float64Array.from(elements)]));
  const want = new Map([...weights64].map(([name, elements]) => [name, differences(config, weights64, elements)]));

  test.each([
    ["one batch, activations kept", { checkpointing: false, tokensPerBatch: 4096 }],
    ["one batch, activations recomputed", { checkpointing: true, tokensPerBatch: 4096 }],
  ])("loss and every gradient agree with double precision: %s", async (_, options) => {
    const trainer = createTrainer(config, weights, { threads: 1, ...options });
    const { loss, lossTokens } = await trainer.forwardBackward(rows);
    expect(lossTokens).toBe(2 + 2 + 3 + 1 + 6); // by hand: the non-zero weights
    expect(loss).toBeCloseTo(loss64(config, weights64), 4);
    const errors = [...want].map(([name, gradient]) => ({
      name,
      error: relativeError(trainer.gradients.get(name) ?? [], gradient),
    }));
    expect(errors.filter(({ error }) => !(error < 1e-5))).toEqual([]);
    await trainer.release();
  });

  test("log-probabilities agree with double precision", async () => {
    const trainer = createTrainer(config, weights, { threads: 1 });
    const got = await trainer.logprobs(rows);
    for (const [i, { tokens }] of rows.entries()) {
      const want = rowLogprobs(config, weights64, tokens);
      expect(got[i]?.length).toBe(tokens.length - 1);
      for (const [j, logprob] of want.entries()) expect(got[i]?.[j]).toBeCloseTo(logprob, 4);
    }
    await trainer.release();
  });
});
