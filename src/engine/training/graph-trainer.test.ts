import { expect, test } from "vitest";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { embeddingName } from "../model/index.ts";
import { createTrainer } from "./index.ts";

const row = { id: "row", tokens: [1, 2, 3], weights: [0, 1, 1] };

test("weights of another model are refused by name", () => {
  const lacking = new Map([...wildWeights(tinyConfig, 1)].filter(([name]) => name !== embeddingName));
  expect(() => createTrainer(tinyConfig, lacking, { threads: 1 })).toThrow(
    "the weights must hold model.embed_tokens.weight with 88 elements, got none", // by hand: 11 tokens * 8
  );
  const short = new Map([...lacking, [embeddingName, new Float32Array(8)]]);
  expect(() => createTrainer(tinyConfig, short, { threads: 1 })).toThrow("with 88 elements, got 8");
});

test("an optimiser that has forgotten a tensor is refused, not silently begun anew", () => {
  const optimizer = { step: 3, moments: new Map() };
  const create = () => createTrainer(tinyConfig, wildWeights(tinyConfig, 1), { threads: 1, optimizer });
  expect(create).toThrow("the optimiser's first moments must hold model.embed_tokens.weight");
});

test("a gradient that is not finite stops training before it reaches the weights", async () => {
  const weights = wildWeights(tinyConfig, 1);
  weights.get(embeddingName)?.fill(Number.NaN, 8, 16); // token 1
  const trainer = createTrainer(tinyConfig, weights, { threads: 1 });
  await trainer.forwardBackward([row]);
  const before = structuredClone(weights);
  expect(() => trainer.optimStep({ learningRate: 1 })).toThrow("the gradient's norm must be finite, got NaN");
  expect(weights).toEqual(before);
  await trainer.release();
});

test("gradients of several calls add up, and a step leaves them at 0", async () => {
  const trainer = createTrainer(tinyConfig, wildWeights(tinyConfig, 1), { threads: 1 });
  const gradient = (): number[] => [...(trainer.gradients.get(embeddingName) ?? [])];
  await trainer.forwardBackward([row]);
  const once = gradient();
  await trainer.forwardBackward([row]);
  for (const [i, x] of gradient().entries()) expect(x).toBeCloseTo(2 * (once[i] ?? 0), 4);
  trainer.optimStep({ learningRate: 0 });
  expect(gradient().every((x) => x === 0)).toBe(true);
  await trainer.release();
});

test("a step against the gradient lowers the loss until the row is known by heart", async () => {
  const trainer = createTrainer(tinyConfig, wildWeights(tinyConfig, 1), { threads: 1, checkpointing: true });
  let loss = Infinity;
  for (let step = 0; step < 60; step++) {
    loss = (await trainer.forwardBackward([row])).loss;
    trainer.optimStep({ learningRate: 0.02 });
  }
  expect(loss).toBeLessThan(0.01);
  await trainer.release();
});
