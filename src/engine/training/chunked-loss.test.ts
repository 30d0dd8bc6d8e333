import { expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { createTrainer, type WeightedRow } from "./index.ts";

const rowOf = (id: string, length: number, lossTokens: number): WeightedRow => {
  const tokens = Array.from({ length }, (_, i) => (i * i + length) % tinyConfig.vocabSize);
  return { id, tokens, weights: tokens.map((_, i) => (i === 0 || i < length - lossTokens ? 0 : 0.5)) };
};
const batches: readonly (readonly WeightedRow[])[] = [
  [rowOf("a", 40, 30), rowOf("b", 25, 9), rowOf("c", 25, 9)],
  [rowOf("a", 6, 1)], // fewer positions than chunks
];

test.each([true, false])("chunks of logits give the loss and gradients of all at once, tied: %s", async (tied) => {
  const config = { ...tinyConfig, tieEmbeddings: tied };
  const passOf = async (maxLogits: number, rows: readonly WeightedRow[]) => {
    const options = { threads: 1, tokensPerBatch: 64, maxLogits };
    const trainer = createTrainer(config, wildWeights(config, 5), options);
    const { loss } = await trainer.forwardBackward(rows);
    const gradients = [...trainer.gradients.values()].flatMap((gradient) => [...gradient]);
    const logprobs = (await trainer.logprobs(rows)).flat();
    await trainer.release();
    return { loss, gradients, logprobs };
  };
  for (const rows of batches) {
    const whole = await passOf(64 * config.vocabSize, rows); // one chunk
    const chunked = await passOf(9 * config.vocabSize, rows); // 64 / 9: eight
    expect(chunked.loss).toBeCloseTo(whole.loss, 4);
    expect(relativeError(chunked.gradients, whole.gradients)).toBeLessThan(1e-6);
    expect(relativeError(chunked.logprobs, whole.logprobs)).toBeLessThan(1e-6);
  }
});
