import { expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import { benchTrain, measurePeak, trainingFlopsPerToken } from "./bench.ts";

const instruments = { nowMs: () => performance.now(), peakRssBytes: () => process.resourceUsage().maxRSS * 1024 };

test("a training token costs 6 operations per matrix element and 12 S N per head and layer", () => {
  // by hand, tiny model: embedding 11 * 8 = 88, per layer 8 * 16 + 8 * 8 + 8 * 8 + 16 * 8 + 3 * 8 * 12 = 672
  expect(trainingFlopsPerToken(tinyConfig, 10)).toBe(6 * (88 + 2 * 672) + 12 * 2 * 4 * 4 * 10);
  expect(trainingFlopsPerToken({ ...tinyConfig, tieEmbeddings: false }, 10)).toBe(
    trainingFlopsPerToken(tinyConfig, 10),
  );
});

test("a measured step's figures fit each other", async () => {
  const peakGflops = await measurePeak(1, instruments, 0.01);
  const options = { rows: 4, tokensPerRow: 16, threads: 1, repeats: 1, peakGflops };
  const { tokensPerSec, gflops, shareOfPeak, peakRssBytes } = await benchTrain(tinyConfig, options, instruments);
  expect(gflops).toBeCloseTo((tokensPerSec * trainingFlopsPerToken(tinyConfig, 16)) / 1e9);
  expect(shareOfPeak).toBeGreaterThan(0);
  expect(shareOfPeak).toBeLessThan(1);
  expect(peakRssBytes).toBeGreaterThan(1e6);
});
