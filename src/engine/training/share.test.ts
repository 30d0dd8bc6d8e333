import { expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { createTrainer, type Share, type WeightedRow } from "./index.ts";

const rows: readonly WeightedRow[] = Array.from({ length: 9 }, (_, row) => {
  const tokens = Array.from({ length: 20 + 5 * row }, (_, i) => (i * i + row) % 11);
  return { id: `${row}`, tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 0.1)) };
});

test("the shares' losses and gradients add up to the whole's, more shares than trees included", async () => {
  const trainer = createTrainer(tinyConfig, wildWeights(tinyConfig, 5), { threads: 1 });
  const pass = async (share?: Share) => {
    trainer.zeroGradients();
    const { loss } = await trainer.forwardBackward(rows, share);
    return { loss, gradients: [...trainer.gradients.values()].flatMap((gradient) => [...gradient]) };
  };
  const whole = await pass();
  for (const of of [2, 3, 20]) {
    const sum = { loss: 0, gradients: whole.gradients.map(() => 0) };
    for (let index = 0; index < of; index++) {
      const { loss, gradients } = await pass({ index, of });
      sum.loss += loss;
      sum.gradients = sum.gradients.map((sum, i) => sum + (gradients[i] ?? Number.NaN));
    }
    expect(sum.loss / whole.loss).toBeCloseTo(1, 6);
    expect(relativeError(sum.gradients, whole.gradients)).toBeLessThan(1e-6);
  }
  await trainer.release();
});
