import { expect, test } from "vitest";
import { largeConfig } from "../../../test/large-model.ts";
import { deviceTensors, weightTensors } from "./weight-tensors.ts";

test("what lies on a GPU in any case is a model's weights and the probabilities of a step", () => {
  const config = { ...largeConfig, hiddenSize: 100, vocabSize: 600_000 };
  const largest = deviceTensors(config).toSorted((a, b) => b.bytes - a.bytes);
  expect(largest[0]).toEqual({ name: "model.embed_tokens.weight", bytes: 4 * 600_000 * 100 });
  expect(largest).toContainEqual({ name: "the probabilities of 64 tokens that are sampled at once", bytes: 4 * 64 * 600_000 }); // prettier-ignore
  expect(deviceTensors(config, 8).at(-1)).toEqual({ name: "the probabilities of 8 tokens that are sampled at once", bytes: 4 * 8 * 600_000 }); // prettier-ignore
  expect(deviceTensors(config)).toHaveLength(weightTensors(config).length + 1);
});
