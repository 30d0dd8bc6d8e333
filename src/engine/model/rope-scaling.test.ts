import { expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import { rotaryFrequencies } from "./index.ts";

// By hand: heads of 8 elements and base 10,000 turn by 1, 0.1, 0.01, 0.001 from one position to the next.
const config = { ...tinyConfig, headDim: 8 };
const rounded = (frequencies: Float32Array): number[] => Array.from(frequencies, (x) => Number(x.toPrecision(4)));

test("frequencies fall from 1 by theta^(2 / N)", () => {
  expect(rounded(rotaryFrequencies(config))).toEqual([1, 0.1, 0.01, 0.001]);
});

test("linear scaling divides all of them", () => {
  expect(rounded(rotaryFrequencies({ ...config, ropeScaling: { type: "linear", factor: 4 } }))).toEqual([0.25, 0.025, 0.0025, 0.00025]); // prettier-ignore
});

test("Llama 3's divides those of less than 1 turn in the original length, keeps those of more than 4, and blends between", () => {
  // 2 pi * 160 positions turn 160, 16, 1.6 and 0.16 times; 1.6 is a fifth of the way from 1 to 4
  const ropeScaling = { type: "llama3", factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositions: 2 * Math.PI * 160 } as const; // prettier-ignore
  const blended = 0.2 * 0.01 + (0.8 * 0.01) / 8;
  expect(rounded(rotaryFrequencies({ ...config, ropeScaling }))).toEqual([1, 0.1, blended, 0.001 / 8]);
});

test("YaRN's blends from the pair that turns betaFast times to the one that turns betaSlow times", () => {
  // pair i turns 160 / 10^i times: 16 times is pair 1, 0.16 times pair 3; pair 2 is half-way
  const ropeScaling = { type: "yarn", factor: 8, attentionFactor: 1, betaFast: 16, betaSlow: 0.16, originalPositions: 2 * Math.PI * 160, truncate: false } as const; // prettier-ignore
  const blended = 0.5 * 0.01 + (0.5 * 0.01) / 8;
  expect(rounded(rotaryFrequencies({ ...config, ropeScaling }))).toEqual([1, 0.1, blended, 0.001 / 8]);
});
