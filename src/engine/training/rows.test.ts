import { expect, test } from "vitest";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { createTrainer } from "./index.ts";

test.each([
  ["too few weights", [1, 2, 3], [0, 1], "row 7 must have one weight per token: 3 tokens, 2 weights"],
  ["nothing to train on", [1, 2], [0, 0], "row 7 has nothing to train on"],
  ["a weight at the first token", [1, 2], [1, 1], "row 7 must have weight 0 at its first token"],
  ["a weight that is no number", [1, 2], [0, Number.NaN], "row 7 has a weight that is not a finite number"],
  ["a token outside the vocabulary", [1, 11], [0, 1], "row 7 has token 11, but the vocabulary has 0 to 10"],
  ["one token", [1], [0], "row 7 must have at least 2 tokens, got 1"],
  ["more tokens than positions", Array.from({ length: 66 }, () => 1), [], "the model reads at most 64"],
])("a row with %s is refused by name, and no gradient is touched", async (_, tokens, weights, message) => {
  const trainer = createTrainer(tinyConfig, wildWeights(tinyConfig, 1), { threads: 1 });
  const good = { id: "good", tokens: [1, 2], weights: [0, 1] };
  await expect(trainer.forwardBackward([good, { id: "7", tokens, weights }])).rejects.toThrow(message);
  expect([...trainer.gradients.values()].flatMap((gradient) => [...gradient]).every((x) => x === 0)).toBe(true);
});
