import { expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import { measurePeak, trainingFlopsPerToken } from "./bench.ts";

test("a training token costs 6 operations per matrix element and 12 S N per head and layer", () => {
  // by hand, tiny model: embedding 11 * 8 = 88, per layer 8 * 16 + 8 * 8 + 8 * 8 + 16 * 8 + 3 * 8 * 12 = 672
  expect(trainingFlopsPerToken(tinyConfig, 10)).toBe(6 * (88 + 2 * 672) + 12 * 2 * 4 * 4 * 10);
  expect(trainingFlopsPerToken(tinyConfig, 10, true)).toBe(4 * (88 + 2 * 672) + 12 * 2 * 4 * 4 * 10);
  expect(trainingFlopsPerToken({ ...tinyConfig, tieEmbeddings: false }, 10)).toBe(
    trainingFlopsPerToken(tinyConfig, 10),
  );
});

test("the peak is the speed of a product", async () => {
  expect(await measurePeak(1, 0.01)).toBeGreaterThan(0.1);
});
