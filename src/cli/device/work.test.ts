import { expect, test } from "vitest";
import { benchShapes } from "../bench/shapes.ts";
import { workToMeasure } from "./work.ts";

const both = { trains: true, samples: true };

test("large models are given less to do, but a whole row and some tokens of each of 64 samples", () => {
  const works = benchShapes.map(({ name, config }) => [name, workToMeasure(config, both)]);
  // by hand: 10^11 operations; 5M has 4.7 million weights, 3 * 2 * 4.7e6 * 128 a row; 135M's are 28 times as many
  expect(Object.fromEntries(works)).toEqual({
    "5M": { train: { rows: 16, tokensPerRow: 128 }, decode: { promptTokens: 16, newTokens: 32, batches: [64] } },
    "135M": { train: { rows: 1, tokensPerRow: 128 }, decode: { promptTokens: 16, newTokens: 6, batches: [64] } },
    tiny: { train: { rows: 16, tokensPerRow: 128 }, decode: { promptTokens: 16, newTokens: 32, batches: [64] } },
  });
});

test("the work is what is asked for, within the tokens that the model reads", () => {
  const [shape] = benchShapes;
  const config = { ...(shape?.config as NonNullable<typeof shape>["config"]), maxPositions: 40 }; // there is one
  expect(workToMeasure(config, { trains: true, samples: false })).toEqual({ train: { rows: 16, tokensPerRow: 39 } });
  expect(workToMeasure(config, { trains: false, samples: true }).decode).toMatchObject({ promptTokens: 7, newTokens: 32 }); // prettier-ignore
});
