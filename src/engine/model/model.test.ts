import { describe, expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import { checkModelConfig, initialise, layerNames, parameterCount, parameterTable } from "./index.ts";

describe("a configuration whose sizes do not fit is refused by field", () => {
  test.each([
    [{ layers: 0 }, "model.layers must be a whole number >= 1, got 0"],
    [{ vocabSize: 1.5 }, "model.vocabSize must be a whole number >= 1, got 1.5"],
    [{ headDim: 3 }, "model.headDim must be even (rotary pairs), got 3"],
    [{ heads: 3 }, "model.heads must be a multiple of kvHeads 2, got 3"],
    [{ rmsNormEps: 0 }, "model.rmsNormEps must be > 0, got 0"],
    [{ ropeTheta: Number.NaN }, "model.ropeTheta must be > 1, got NaN"],
  ])("%o", (change, message) => {
    expect(() => checkModelConfig({ ...tinyConfig, ...change })).toThrow(message);
  });

  test("one that fits is returned as it is", () => expect(checkModelConfig(tinyConfig)).toBe(tinyConfig));
});

describe("the parameter table", () => {
  test("has SmolLM2-135M's 134,515,008 parameters", () => {
    const smolLm2 = {
      ...tinyConfig,
      hiddenSize: 576,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headDim: 64,
      intermediateSize: 1536,
      vocabSize: 49_152,
    };
    expect(parameterCount(smolLm2)).toBe(134_515_008); // as Hugging Face counts them
  });

  test("decays matrices and not the gains of norms", () => {
    const undecayed = parameterTable(tinyConfig).filter(({ decayed }) => !decayed);
    expect(undecayed.map(({ shape }) => shape)).toEqual(Array.from({ length: 5 }, () => [8])); // two per layer, the last
  });

  test("an untied output layer is a tensor of its own", () => {
    const names = parameterTable({ ...tinyConfig, tieEmbeddings: false }).map(({ name }) => name);
    expect(names.at(-1)).toBe("lm_head.weight");
    expect(parameterTable(tinyConfig).map(({ name }) => name)).not.toContain("lm_head.weight");
  });
});

describe("initial weights", () => {
  const config = { ...tinyConfig, hiddenSize: 64, intermediateSize: 256 };
  const deviation = (seed: number, name: string): number => {
    const elements = initialise(config, seed).get(name) ?? new Float32Array();
    return Math.sqrt(elements.reduce((sum, x) => sum + x * x, 0) / elements.length);
  };

  test("same seed, same bytes; another seed, others", () => {
    expect(initialise(config, 3)).toEqual(initialise(config, 3));
    expect(initialise(config, 3)).not.toEqual(initialise(config, 4));
  });

  test("matrices keep the size of what they multiply, those into the residual stream add less the deeper the model", () => {
    const { gate, down, inputNorm } = layerNames(0);
    expect(deviation(1, gate)).toBeCloseTo(1 / Math.sqrt(64), 2);
    expect(deviation(1, down)).toBeCloseTo(1 / Math.sqrt(256) / Math.sqrt(2 * 2), 2);
    expect(
      initialise(config, 1)
        .get(inputNorm)
        ?.every((gain) => gain === 1),
    ).toBe(true);
  });
});
