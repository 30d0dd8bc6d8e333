import { expect, test } from "vitest";
import type { Estimate, ModelScores } from "../../mdp/index.ts";
import { modelCard } from "./model-card.ts";
import { pretrainSchema } from "./pretrain-schema.ts";

const share = (value: number, low: number, high: number): Estimate => ({ value, low, high });
const scores = {
  name: "models/base",
  problems: 400,
  seeds: 1,
  metrics: { turns: [share(0.455, 0.407, 0.504), share(0.44, 0.392, 0.489)] },
} as unknown as ModelScores; // the card reads the accuracy of the turns alone
const record = { scores, training: { examples: 128, steps: 2, losses: [3.1, 2.25], gradNorms: [1, 1] } };

test("the card tells parameters, data, accuracy with its interval and the command", () => {
  const config = pretrainSchema.parse({ task: { level: "easy", seed: 4, counts: { train: 44_800 } }, model: {} });
  const command = "npx rise-lm pretrain models/base.yaml --out models/base";
  const card = modelCard({ title: "rise base", config, record, parameters: 877_696, command });
  for (const told of [
    "877,696 parameters",
    "44,800 generated",
    "seed 4",
    "45.5 [40.7, 50.4]",
    "44.0 [39.2, 48.9]",
    command,
  ]) {
    expect(card).toContain(told);
  }
  expect(card).toContain("from random weights");
});

test("a model trained further names the one it began as", () => {
  const config = pretrainSchema.parse({ from: "models/base" });
  const card = modelCard({ title: "rise teacher", config, record, parameters: 1, command: "x" });
  expect(card).toContain("from `models/base`");
});
