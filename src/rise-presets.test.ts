import { expect, test } from "vitest";
import type { Example } from "./mdp/index.ts";
import { additions, additionTask, memoryStore, toyModels, type MemoryStore } from "./mdp/testing/index.ts";
import { rise } from "./rise.ts";
import { presetNames, presets, type PresetName } from "./rise-presets.ts";
import { riseSchema } from "./rise-schema.ts";

const task = additionTask({ train: additions(20, "train"), test: additions(5, "test") });

async function runPreset(name: PresetName) {
  const store = memoryStore();
  const disk = new Map([["base", { weights: { first: 0, afterWrong: 0, afterRight: 1 } }]]);
  const models = toyModels(disk, { first: 2, afterWrong: 2, afterRight: 3 });
  const config = riseSchema.parse({
    evaluate: { seeds: 1 },
    train: { learningRate: 0.1, epochs: 1 },
    ...presets[name],
  });
  return { result: await rise({ task, base: "base", models, store, config }), store };
}
const examplesOf = (store: MemoryStore): readonly Example[] => store.examples.get(1) ?? [];

test.each(presetNames)("preset %s runs to its end", async (name) => {
  const { result } = await runPreset(name);
  const trained = ["parallel", "self-refine", "critique"].includes(name) ? 0 : 1;
  expect(result.evaluations).toHaveLength(1 + trained);
});

test("supervised baselines train on right turns alone, alike; sft-oracle on first turns, sft-pairs on later ones too", async () => {
  for (const name of ["sft-oracle", "sft-pairs", "success-only"] as const) {
    const examples = examplesOf((await runPreset(name)).store);
    expect(examples.every(({ reward, weight }) => reward === 1 && weight === 1)).toBe(true);
    const turns = new Set(examples.map(({ turn }) => turn));
    expect(turns).toEqual(new Set(name === "sft-oracle" ? [0] : [0, 1]));
  }
});

test("single-turn trains on several first attempts a problem, right ones weighing e^(1 / 0.4) times a wrong one", async () => {
  const examples = examplesOf((await runPreset("single-turn")).store);
  expect(examples).toHaveLength(80);
  expect(examples.every(({ turn }) => turn === 0)).toBe(true);
  const weightOf = (reward: number): number => examples.find((example) => example.reward === reward)?.weight ?? 0;
  expect(weightOf(1) / weightOf(0)).toBeCloseTo(Math.exp(2.5));
});

test("off-policy attempts are the teacher's", async () => {
  const own = async (name: PresetName): Promise<number> => {
    const { result } = await runPreset(name);
    return result.iterations[0]?.gathered.solved ?? 0;
  };
  expect(await own("off-policy")).toBeGreaterThan(await own("rise-distill")); // the teacher is right far more often
});
